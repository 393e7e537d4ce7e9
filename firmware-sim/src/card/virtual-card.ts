import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeCardStatus } from './card-status.ts';
import { FineClock } from './fine-clock.ts';
import type { CardTime } from './fine-clock.ts';
import { makeMemoryFolder } from './memory-folder.ts';
import { PcmFifo } from './pcm-fifo.ts';
import { PeriodJitter } from './period-jitter.ts';
import { SoundCard } from './sound-card.ts';
import type { Period, PcmSource } from './sound-card.ts';
import { StatusFile } from './status-file.ts';

export interface CardSettings {
  /** Error of its clock, parts per million; positive runs fast. Default 0. */
  ppm?: number;
  /** Sound that the card holds at most, ms. Default 100. */
  bufferMs?: number;
  /** Sound that must wait before it starts, ms. Default 20. */
  startMs?: number;
  time?: CardTime;
}

const FRAMES_PER_MS = 48;
/** What a card without a plug has to play. */
const NOBODY: PcmSource = { ownerPid: 0, read: () => 'nobody' };

/**
 * A pretend sound card, played in real time. Samples (S16_LE, mono, 48 kHz) go into the named pipe `pcmPath`;
 * `statusPath` tells, every 10 ms, what Linux tells at `/proc/asound/card0/pcm0p/sub0/status`. Levers: clock error,
 * late periods, hanging, and being pulled out and put back.
 */
export class VirtualCard {
  readonly #time: CardTime;
  readonly #settings: Required<Omit<CardSettings, 'time'>>;
  readonly #listeners = new Set<(period: Period) => void>();
  #jitter = new PeriodJitter(0, 0);
  #folder: string | undefined;
  #card: SoundCard | undefined;
  /** Undefined while the card is out. */
  #fifo: PcmFifo | undefined;
  #statusFile: StatusFile | undefined;
  #timer: NodeJS.Timeout | undefined;
  /** When the next period is handled, and when the last one was, monotonic ms. */
  #dueMono = 0;
  #handledMono = 0;
  #fault: unknown;

  constructor({ time = new FineClock(), ppm = 0, bufferMs = 100, startMs = 20 }: CardSettings = {}) {
    this.#time = time;
    this.#settings = { ppm, bufferMs, startMs };
  }

  /** Makes pipe and status file and begins to play; what nobody writes is silence. */
  async start(): Promise<void> {
    if (this.#folder !== undefined) return;
    this.#folder = makeMemoryFolder();
    const { ppm, bufferMs, startMs } = this.#settings;
    const sizes = { bufferFrames: bufferMs * FRAMES_PER_MS, startFrames: startMs * FRAMES_PER_MS };
    this.#statusFile = new StatusFile(this.statusPath);
    const card = new SoundCard({ ppm, ...sizes }, this.#time.mono());
    await this.#plugIn(card);
    this.#card = card;
    this.#schedule(card);
    this.#wait();
  }

  /** Takes the card away for good: its writer gets a broken pipe. */
  async close(): Promise<void> {
    clearTimeout(this.#timer);
    this.#card = undefined;
    await this.#fifo?.close();
    this.#fifo = undefined;
    if (this.#folder !== undefined) rmSync(this.#folder, { recursive: true, force: true });
    this.#folder = undefined;
  }

  /** The named pipe for samples; absent while the card is out. Only between `start` and `close`, as is `statusPath`. */
  get pcmPath(): string {
    return join(this.#runningFolder(), 'pcm');
  }

  get statusPath(): string {
    return join(this.#runningFolder(), 'status');
  }

  get ppm(): number {
    return this.#card?.ppm ?? this.#settings.ppm;
  }

  /** Underruns since the start: times when a writer was there and its samples were late. */
  get underruns(): number {
    return this.#card?.underruns ?? 0;
  }

  /** Lever: another clock error from now on, parts per million. */
  setPpm(ppm: number): void {
    this.#settings.ppm = ppm;
    this.#card?.setPpm(ppm, this.#time.mono());
  }

  /**
   * Lever: from now on periods are handled late by a random time of 0 to `mostMs`: samples are taken late, and the
   * status tells the pointer late, with the time of the telling as its stamp. What sounds when does not change.
   */
  setJitter(mostMs: number, seed = 1): void {
    this.#jitter = new PeriodJitter(mostMs, seed);
  }

  /** Lever: stands still until its writer has gone or `mend` is called; its status goes on saying RUNNING. */
  hang(): void {
    if (this.#card !== undefined) this.#card.isHanging = true;
  }

  /** Ends `hang`. */
  mend(): void {
    if (this.#card !== undefined) this.#card.isHanging = false;
  }

  get isHanging(): boolean {
    return this.#card?.isHanging === true;
  }

  /** Lever: pulls the card out. Its writer gets a broken pipe, pipe and status file are gone; time goes on in silence. */
  async pullOut(): Promise<void> {
    const fifo = this.#fifo;
    if (fifo === undefined) return;
    this.#fifo = undefined;
    this.mend();
    this.#card?.drop();
    this.#statusFile?.remove();
    await fifo.close();
  }

  /** Puts the card back; the same crystal has gone on. Nothing where it is in. */
  async putBack(): Promise<void> {
    const card = this.#card;
    if (card !== undefined && this.#fifo === undefined) await this.#plugIn(card);
  }

  get isOut(): boolean {
    return this.#card !== undefined && this.#fifo === undefined;
  }

  /** Hears every period as it sounds, in order and without a gap; returns how to stop hearing. */
  onPeriod(listener: (period: Period) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #runningFolder(): string {
    if (this.#folder === undefined) throw new Error('the virtual card has not been started');
    return this.#folder;
  }

  async #plugIn(card: SoundCard): Promise<void> {
    const fifo = new PcmFifo(this.pcmPath, (error) => (this.#fault = error));
    await fifo.start();
    this.#statusFile?.write(writeCardStatus(card.status));
    this.#fifo = fifo;
  }

  #play(): void {
    const card = this.#card;
    if (card === undefined) return;
    if (this.#fault !== undefined) throw new Error('no further pipe could be made', { cause: this.#fault });
    this.#endHangingWithItsWriter(card);
    if (this.#handleDue(card) && this.#fifo !== undefined) this.#tell(card);
    this.#wait();
  }

  /** Handles periods at the moments drawn for them, however late this timer is; false where it was early. */
  #handleDue(card: SoundCard): boolean {
    const wallOf = (mono: number) => this.#time.wallOf(mono);
    const now = this.#time.mono();
    if (this.#dueMono > now) return false;
    for (; this.#dueMono <= now; this.#schedule(card)) {
      this.#handledMono = this.#dueMono;
      card.playUntil(this.#dueMono, this.#fifo ?? NOBODY, wallOf, (period) => {
        for (const listener of this.#listeners) listener(period);
      });
    }
    return true;
  }

  #tell(card: SoundCard): void {
    const stampedAt = this.#time.wallOf(this.#handledMono);
    this.#statusFile?.write(writeCardStatus({ ...card.status, stampedAt }));
  }

  // A device that hangs is cured by opening it anew.
  #endHangingWithItsWriter(card: SoundCard): void {
    const pid = this.#fifo?.ownerPid ?? 0;
    if (!card.isHanging || pid === 0 || existsSync(`/proc/${pid}`)) return;
    card.isHanging = false;
    card.drop();
    this.#fifo?.hangUp();
  }

  #schedule(card: SoundCard): void {
    this.#dueMono = card.nextDueMono + this.#jitter.next();
  }

  #wait(): void {
    const dueIn = this.#dueMono - this.#time.mono();
    this.#timer = setTimeout(() => this.#play(), Math.max(1, Math.ceil(dueIn)));
  }
}

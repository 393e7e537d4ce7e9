import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeCardStatus } from './card-status.ts';
import { FineClock } from './fine-clock.ts';
import type { CardTime } from './fine-clock.ts';
import { makeMemoryFolder } from './memory-folder.ts';
import { PcmFifo } from './pcm-fifo.ts';
import { SoundCard } from './sound-card.ts';
import type { Period } from './sound-card.ts';
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

/**
 * A pretend sound card, played in real time. Samples (S16_LE, mono, 48 kHz) go into the named pipe `pcmPath`;
 * `statusPath` tells, every 10 ms, what Linux tells at `/proc/asound/card0/pcm0p/sub0/status`.
 */
export class VirtualCard {
  readonly #time: CardTime;
  readonly #settings: Required<Omit<CardSettings, 'time'>>;
  readonly #listeners = new Set<(period: Period) => void>();
  #folder: string | undefined;
  #card: SoundCard | undefined;
  #fifo: PcmFifo | undefined;
  #statusFile: StatusFile | undefined;
  #timer: NodeJS.Timeout | undefined;
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
    this.#statusFile.write(writeCardStatus(new SoundCard({ ppm, ...sizes }, 0).status));
    this.#fifo = new PcmFifo(this.pcmPath, (error) => (this.#fault = error));
    await this.#fifo.start();
    this.#card = new SoundCard({ ppm, ...sizes }, this.#time.mono());
    this.#wait();
  }

  /** Pulls the card out: its writer gets a broken pipe. */
  async close(): Promise<void> {
    clearTimeout(this.#timer);
    this.#card = undefined;
    await this.#fifo?.close();
    this.#fifo = undefined;
    if (this.#folder !== undefined) rmSync(this.#folder, { recursive: true, force: true });
    this.#folder = undefined;
  }

  /** The named pipe for samples. Only between `start` and `close`, as is `statusPath`. */
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

  /** Hears every period as it sounds, in order and without a gap; returns how to stop hearing. */
  onPeriod(listener: (period: Period) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #runningFolder(): string {
    if (this.#folder === undefined) throw new Error('the virtual card has not been started');
    return this.#folder;
  }

  #play(): void {
    const [card, fifo] = [this.#card, this.#fifo];
    if (card === undefined || fifo === undefined) return;
    if (this.#fault !== undefined) throw new Error('no further pipe could be made', { cause: this.#fault });
    const wallOf = (mono: number) => this.#time.wallOf(mono);
    card.playUntil(this.#time.mono(), fifo, wallOf, (period) => {
      for (const listener of this.#listeners) listener(period);
    });
    this.#statusFile?.write(writeCardStatus(card.status));
    this.#wait();
  }

  #wait(): void {
    const dueIn = (this.#card?.nextDueMono ?? 0) - this.#time.mono();
    this.#timer = setTimeout(() => this.#play(), Math.max(1, Math.ceil(dueIn)));
  }
}

import { EventEmitter } from 'node:events';
import type { Logger } from 'pino';
import { LATENCY_MS, type Clock } from '@loa/protocol';
import type { Moment } from './bus-schedule.ts';
import type { FanOutKeeper, LiveDraft } from './fan-out-keeper.ts';
import type { LiveMicrophone } from './microphone-socket.ts';
import type { BusCounts, BusLevel, ProgrammeBus } from './programme-bus.ts';

export interface OnAirParts {
  draft: LiveDraft;
  bus: ProgrammeBus;
  fanOut: FanOutKeeper;
  clock: Clock;
  log: Pick<Logger, 'info' | 'warn' | 'error'>;
}

/** Poles or a broker that answer slower than this join while the broadcast runs, ms. */
const PATIENCE_MS = 150;
/** From the press to the first frame, so that the poles know what comes before it comes, ms. */
const LEAD_MS = 20;
/** The bus catches up at most this much of a slow beginning: the poles' latency pays for it, ms. */
const MOST_CATCH_UP_MS = 40;
/** The poles keep their session this long after the last sample, ms. */
const AFTER_END_MS = 2_000;
/** A broadcast whose microphone has vanished ends after this, ms. */
const DESERTED_MS = 30_000;

/**
 * One live broadcast from the press to its last sample. `level` comes ten times a second; `deserted` once when the
 * microphone has been away for 30 s; `ended` after the last frame; `over` when the poles are let go.
 */
export class OnAirKeeper extends EventEmitter<{
  level: [BusLevel];
  deserted: [];
  ended: [];
  over: [];
}> {
  readonly draft: LiveDraft;
  readonly #bus: ProgrammeBus;
  readonly #fanOut: FanOutKeeper;
  readonly #clock: Clock;
  readonly #log: Pick<Logger, 'info' | 'warn' | 'error'>;
  #startAt = 0;
  #endAt: number | null = null;
  #isDeserted = false;
  #timer: NodeJS.Timeout | undefined;

  constructor({ draft, bus, fanOut, clock, log }: OnAirParts) {
    super();
    this.draft = draft;
    this.#bus = bus;
    this.#fanOut = fanOut;
    this.#clock = clock;
    this.#log = log;
  }

  /** When the first sample sounds, wall ms; 0 before `begin`. */
  get startAt(): number {
    return this.#startAt;
  }

  /** When the last sample sounds, wall ms; null while nobody has stopped it. */
  get endAt(): number | null {
    return this.#endAt;
  }

  /** The microphone that is listened to; undefined while a resumed broadcast waits for one. */
  get microphoneId(): string | undefined {
    return this.#bus.microphoneId;
  }

  get counts(): BusCounts & { poles: number } {
    return { ...this.#bus.counts, poles: this.#fanOut.size };
  }

  /** Keeps from now on what the microphone says, and takes hold of the poles. Throws `live.worker-away`. */
  async prepare(microphone: LiveMicrophone): Promise<void> {
    this.#bus.listenTo(microphone);
    await this.#patiently(this.#fanOut.open());
  }

  /**
   * Sets the first sample's time and begins: poles first, then the bus. `save` writes it down meanwhile; when that
   * fails, nothing is sent and `begin` rejects.
   */
  async begin(save: (startAt: number) => Promise<void>): Promise<void> {
    const first = { mono: this.#clock.mono() + LEAD_MS, wall: this.#clock.now() + LEAD_MS };
    this.#startAt = first.wall + LATENCY_MS[this.draft.profile];
    await Promise.all([save(this.#startAt), this.#patiently(this.#fanOut.begin(this.#startAt))]);
    const lateMs = Math.max(0, this.#clock.mono() - first.mono - MOST_CATCH_UP_MS);
    this.#run({ mono: first.mono + lateMs, wall: first.wall + lateMs });
  }

  /**
   * Goes on where an earlier run of the server was cut off: in silence, until a microphone takes over. `startAt`: the one
   * that the poles know, since the broadcast is the same. Poles are joined as they ask for their flows.
   */
  async resume(startAt: number): Promise<void> {
    this.#startAt = startAt;
    await this.#fanOut.begin(startAt);
    this.#settle(this.#fanOut.open());
    this.#run({ mono: this.#clock.mono(), wall: this.#clock.now() });
  }

  /** From now on this microphone is heard. */
  takeOver(microphone: LiveMicrophone): void {
    this.#isDeserted = false;
    this.#bus.listenTo(microphone);
  }

  /** Ends after what was said until now; returns when the last sample sounds, wall ms. Twice is fine. */
  stop(): number {
    if (this.#endAt !== null) return this.#endAt;
    const endAt = this.#bus.finish() + LATENCY_MS[this.draft.profile];
    this.#endAt = endAt;
    this.#settle(this.#fanOut.end(endAt));
    this.#timer = setTimeout(() => this.#settle(this.close()), endAt - this.#clock.now() + AFTER_END_MS);
    return endAt;
  }

  /** Ends at once and lets go of everything. Twice is fine. */
  async close(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#bus.close();
    await this.#fanOut.close();
    this.emit('over');
    this.removeAllListeners();
  }

  #run(first: Moment): void {
    this.#bus.on('level', (level) => this.#onLevel(level));
    this.#bus.once('ended', () => this.#onEnded());
    this.#bus.start(first);
  }

  #onLevel(level: BusLevel): void {
    this.emit('level', level);
    const isDeserted = this.#clock.mono() - this.#bus.lastPacketMono > DESERTED_MS;
    if (!isDeserted || this.#isDeserted || this.#endAt !== null) return;
    this.#isDeserted = true;
    this.emit('deserted');
  }

  #onEnded(): void {
    this.#settle(this.#bus.close().then(() => void this.emit('ended')));
  }

  /** Waits for what usually takes a few milliseconds, but not for the slowest pole. */
  async #patiently(work: Promise<void>): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, PATIENCE_MS);
    });
    try {
      await Promise.race([work, patience]);
    } finally {
      clearTimeout(timer);
      this.#settle(work);
    }
  }

  #settle(work: Promise<void>): void {
    work.catch((error: unknown) => {
      this.#log.error({ err: error, broadcastId: this.draft.id }, 'a step of a live broadcast failed');
    });
  }
}

import type { Clock, Reported, SystemTime } from '@loa/protocol';
import type { Logger } from 'pino';
import { pauseBeforeAsking } from './asking-pace.ts';
import { machineMono, machineRun } from './system-time-link.ts';
import type { TimeStore } from './time-store.ts';
import { KNOWN_FOR_MS, type TimeExchange, type WallClock } from './wall-clock.ts';

const QUICK_EXCHANGES = 8;
const QUICK_PAUSE_MS = 60;
const MINUTE_MS = 60_000;
/** Known time is saved this often; a memory card wears out by writing. */
const SAVE_EVERY_MS = 600_000;
/** The machine's own time service is asked this often: while it is all there is, and otherwise, for the report. */
const ASK_SYSTEM_MS = { away: 60_000, there: 600_000 };

export interface TimeParts {
  wallClock: WallClock;
  store: TimeStore;
  exchange: () => Promise<TimeExchange>;
  /** Asks the machine's own time service; absent where it is not to be believed. Never rejects. */
  systemTime?: () => Promise<SystemTime>;
  clock: Clock;
  log: Logger;
}

export interface TimeOptions {
  /** A time that has certainly passed: that of the enrolment (wall ms). */
  notBefore: number;
  /** Whether a live broadcast sounds or is about to. */
  isLive: () => boolean;
  /** Whether something planned begins soon (`isDueSoon`). */
  isDue: () => boolean;
  /** The clock has become known, or unknown. */
  onKnown: (isKnown: boolean) => void;
}

/** Keeps the server's wall clock: asks for it, remembers it, and falls back on the machine's own time service. */
export class TimeKeeper {
  readonly #parts: TimeParts;
  readonly #options: TimeOptions;
  #timer: NodeJS.Timeout | undefined;
  #work: Promise<void> | undefined;
  #isClosed = false;
  #goodAt: number;
  #savedMono = Number.NEGATIVE_INFINITY;
  #askedSystemMono = Number.NEGATIVE_INFINITY;
  #system: SystemTime | undefined;
  #wasKnown = false;
  #failures = 0;
  /** Exchanges that are still to be made now. */
  #left = 0;
  #sinceFound = 0;

  constructor(parts: TimeParts, options: TimeOptions) {
    this.#parts = parts;
    this.#options = options;
    this.#goodAt = options.notBefore;
  }

  /** Takes up what was known before, then asks the server for as long as the program runs. */
  async start(): Promise<void> {
    const { store, wallClock, clock } = this.#parts;
    const stored = await store.load();
    if (stored !== undefined) {
      this.#goodAt = Math.max(this.#goodAt, stored.goodAt);
      const ageMs = machineMono() - stored.provedAtMachine;
      const isSameRun = stored.machineRun !== '' && stored.machineRun === (await machineRun());
      const mono = clock.mono();
      const offset = stored.offset + machineMono() - mono;
      if (isSameRun && ageMs >= 0 && ageMs < KNOWN_FOR_MS)
        wallClock.restore(offset, ageMs, stored.errorMs, mono);
    }
    this.#noteKnown();
    this.askQuickly();
  }

  /** The server's wall clock now; the machine's own where it is not known (wall ms). */
  now(): number {
    return this.#parts.wallClock.at(this.#parts.clock.mono());
  }

  get isKnown(): boolean {
    return this.#parts.wallClock.isKnown(this.#parts.clock.mono());
  }

  /** The time by which messages are judged: never earlier than a time that was once known to be right (wall ms). */
  judgementNow(): number {
    return this.isKnown ? this.now() : Math.max(this.now(), this.#goodAt);
  }

  /** For `reported`: system clock minus the server's, the bound of the error (ms), and what vouches for the former. */
  state(): Reported['clock'] {
    const { clock, wallClock } = this.#parts;
    const offsetMs = clock.now() - this.now();
    const errorMs = wallClock.errorMs(clock.mono());
    const state = { known: this.isKnown, offsetMs: round(offsetMs), errorMs: round(errorMs) };
    return this.#system === undefined ? state : { system: this.#system, ...state };
  }

  /** A broadcast is about to sound: the poles are to be together from its first syllable on. */
  hurry(): void {
    this.#ask(QUICK_EXCHANGES);
  }

  /** Several quick exchanges now: the line to the server is there (again). */
  askQuickly(): void {
    this.#sinceFound = 0;
    this.#ask(QUICK_EXCHANGES);
  }

  /** Resolves when nothing is asked any more. Twice is fine. */
  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    await this.#work;
    if (this.isKnown) await this.#save();
  }

  #ask(times: number): void {
    this.#left = Math.max(this.#left, times);
    if (this.#isClosed || this.#work !== undefined) return;
    clearTimeout(this.#timer);
    this.#work = this.#exchangeAll()
      .catch((error: unknown) => this.#parts.log.error({ err: error }, 'time not kept'))
      .finally(() => this.#askLater());
  }

  #askLater(): void {
    this.#work = undefined;
    if (this.#isClosed) return;
    const { wallClock, clock } = this.#parts;
    const isAway = this.#failures > 0;
    const pauseMs = pauseBeforeAsking({
      isAway,
      jitterMs: wallClock.jitterMs,
      sinceFound: this.#sinceFound,
      lastMinute: wallClock.exchangesWithin(MINUTE_MS, clock.mono()),
      isLive: this.#options.isLive(),
      isDue: this.#options.isDue(),
    });
    this.#timer = setTimeout(() => this.#ask(isAway ? QUICK_EXCHANGES : 1), pauseMs);
  }

  async #exchangeAll(): Promise<void> {
    try {
      for (let isFirst = true; this.#left > 0 && !this.#isClosed; isFirst = false) {
        if (!isFirst) await new Promise((resolve) => setTimeout(resolve, QUICK_PAUSE_MS));
        this.#parts.wallClock.observe(await this.#parts.exchange());
        this.#left -= 1;
        this.#sinceFound += 1;
        this.#noteKnown();
      }
      this.#failures = 0;
      this.#goodAt = Math.max(this.#goodAt, this.now());
      await this.#saveSometimes();
      // Not waited for: somebody may be about to speak, and then the server is asked again.
      this.#askSystem(ASK_SYSTEM_MS.there).catch((error: unknown) => {
        this.#parts.log.error({ err: error }, 'time service not asked');
      });
    } catch (error) {
      this.#left = 0;
      if (this.#failures === 0) this.#parts.log.warn({ err: error }, 'server does not tell the time');
      this.#failures += 1;
      await this.#followSystem();
    }
    this.#noteKnown();
  }

  async #followSystem(): Promise<void> {
    const { clock, wallClock } = this.#parts;
    const isNews = await this.#askSystem(ASK_SYSTEM_MS.away);
    wallClock.followSystem(clock.now(), clock.mono(), isNews && this.#system === 'synchronized');
  }

  /** Whether it was asked now. */
  async #askSystem(everyMs: number): Promise<boolean> {
    const { clock, systemTime } = this.#parts;
    if (systemTime === undefined || clock.mono() - this.#askedSystemMono < everyMs) return false;
    this.#askedSystemMono = clock.mono();
    this.#system = await systemTime();
    return true;
  }

  #noteKnown(): void {
    const { isKnown } = this;
    if (isKnown === this.#wasKnown) return;
    this.#wasKnown = isKnown;
    this.#parts.log.info(this.state(), isKnown ? 'clock known' : 'clock unknown');
    this.#options.onKnown(isKnown);
  }

  async #saveSometimes(): Promise<void> {
    if (this.#parts.clock.mono() - this.#savedMono >= SAVE_EVERY_MS) await this.#save();
  }

  async #save(): Promise<void> {
    const { wallClock, clock, store } = this.#parts;
    const mono = clock.mono();
    const offset = wallClock.knownOffset(mono);
    const provedMono = wallClock.provedAt;
    if (offset === undefined || provedMono === undefined) return;
    this.#savedMono = mono;
    await store.save({
      machineRun: await machineRun(),
      offset: offset + mono - machineMono(),
      errorMs: wallClock.errorMs(mono),
      provedAtMachine: machineMono() - (mono - provedMono),
      goodAt: this.#goodAt,
    });
  }
}

function round(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}

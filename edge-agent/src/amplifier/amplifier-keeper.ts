import type { Clock } from '@loa/protocol';
import type { Every } from '../round-keeper.ts';
import type { AmplifierReading } from './amplifier-link.ts';
import type { HeardMeter } from './heard.ts';
import { shouldBeOn } from './power.ts';
import { CURRENT_WINDOW_MS } from './registers.ts';

const TICK_MS = 120;
/** Before the amplifier is to be switched on it is not read for so long: an answer that is waited for would delay it, ms. */
const QUIET_BEFORE_MS = 1100;
/** Most by which a volume that changes by itself moves in one tick, percent: from full to 40 % in less than four seconds. */
const GRADUAL_STEP = 2;
/** How often the amplifier is read while something sounds, and otherwise, ms. */
const READ_SOUNDING_MS = 240;
const READ_IDLE_MS = 5000;
/** Pause after a failure, ms. */
const RETRY_MS = 1000;
/** Failures in a row that are an ailment; one lost answer is none. */
const AWAY_AFTER = 2;

export interface AmplifierParts {
  link: {
    setPower(isOn: boolean): Promise<void>;
    setVolume(percent: number): Promise<void>;
    read(): Promise<AmplifierReading>;
    close(): void;
  };
  heard: HeardMeter;
  clock: Clock;
  /** What the keeper needs to know of the programme. */
  programme: {
    /** When sound is next to come or comes now (wall ms by the server's clock), and that clock's now. */
    nextSoundAt(): number;
    now(): number;
    /** Level between two monotonic moments, dBFS. */
    levelBetween(from: number, to: number): number;
    /** Whether something sounds, not at volume 0. */
    isSounding(): boolean;
  };
  onHeard: (ms: number) => void;
  onProblem: (problem: { away: boolean; silent: boolean; detail: string }) => void;
}

export interface AmplifierOptions {
  leadMs: number;
  tailMs: number;
}

/** Switches the amplifier on before sound and off after it, sets its volume, and measures what leaves it. */
export class AmplifierKeeper {
  readonly #parts: AmplifierParts;
  readonly #options: AmplifierOptions;
  #stop: (() => void) | undefined;
  #isBusy = false;
  #isOn: boolean | undefined;
  #volume: number | undefined;
  #wantedVolume: number | undefined;
  #isGradual = false;
  #lastSoundAt = Number.NEGATIVE_INFINITY;
  #readMono = Number.NEGATIVE_INFINITY;
  #retryMono = Number.NEGATIVE_INFINITY;
  #failures = 0;
  #reading: AmplifierReading | undefined;

  constructor(parts: AmplifierParts, options: AmplifierOptions) {
    this.#parts = parts;
    this.#options = options;
  }

  start(every: Every): void {
    this.#stop ??= every(TICK_MS, () => this.look());
  }

  /** Looks now whether there is something to do; what is to sound next has changed. */
  look(): void {
    if (this.#isBusy || this.#parts.clock.mono() < this.#retryMono) return;
    this.#isBusy = true;
    this.#work()
      .then(() => this.#succeed())
      .catch((error: unknown) => this.#fail(error))
      .finally(() => (this.#isBusy = false));
  }

  /** Switches the amplifier off and ends the link. Twice is fine. */
  async close(): Promise<void> {
    this.#stop?.();
    this.#stop = undefined;
    if (this.#isOn === true) await this.#parts.link.setPower(false).catch(() => (this.#isOn = undefined));
    this.#isOn = undefined;
    this.#parts.link.close();
  }

  /** At once, or in small steps (`isGradual`) where a change in the middle of a sentence would startle. */
  setVolume(percent: number, isGradual = false): void {
    this.#wantedVolume = percent;
    this.#isGradual = isGradual;
    this.look();
  }

  /** The last reading; null while the amplifier does not answer. */
  get state(): { on: boolean; currentMa: number; temperatureC: number } | null {
    if (this.#reading === undefined || this.#isOn === undefined) return null;
    const { currentMa, temperatureC } = this.#reading;
    return { on: this.#isOn, currentMa, temperatureC };
  }

  async #work(): Promise<void> {
    const { link } = this.#parts;
    const wanted = this.#wantsPower();
    if (wanted !== this.#isOn) {
      await link.setPower(wanted);
      this.#isOn = wanted;
    }
    const percent = this.#nextVolume();
    if (percent !== undefined && percent !== this.#volume) {
      await link.setVolume(percent);
      this.#volume = percent;
    }
    if (this.#isReadDue()) await this.#read();
  }

  #wantsPower(): boolean {
    const { programme } = this.#parts;
    const now = programme.now();
    const nextSoundAt = programme.nextSoundAt();
    // A tick earlier than asked for, since the next one is a tick away.
    const leadMs = this.#options.leadMs + TICK_MS;
    if (nextSoundAt - now <= leadMs) this.#lastSoundAt = now;
    return shouldBeOn({ nextSoundAt, lastSoundAt: this.#lastSoundAt, now, ...this.#options, leadMs });
  }

  #nextVolume(): number | undefined {
    const [wanted, present] = [this.#wantedVolume, this.#volume];
    const isHeard = this.#isOn === true && present !== undefined;
    if (wanted === undefined || !this.#isGradual || !isHeard) return wanted;
    return present + Math.max(-GRADUAL_STEP, Math.min(GRADUAL_STEP, wanted - present));
  }

  #isReadDue(): boolean {
    const isOn = this.#isOn === true;
    const period = isOn ? READ_SOUNDING_MS : READ_IDLE_MS;
    if (this.#parts.clock.mono() - this.#readMono < period - TICK_MS / 2) return false;
    const { programme } = this.#parts;
    return isOn || programme.nextSoundAt() - programme.now() > this.#options.leadMs + QUIET_BEFORE_MS;
  }

  async #read(): Promise<void> {
    const { clock, link } = this.#parts;
    const askedMono = clock.mono();
    this.#reading = await link.read();
    const atMono = (askedMono + clock.mono()) / 2;
    const ms = Math.min(askedMono - this.#readMono, 2 * READ_SOUNDING_MS);
    this.#readMono = askedMono;
    if (this.#isOn === true) this.#judge(this.#reading.currentMa, atMono, ms);
  }

  #judge(currentMa: number, atMono: number, ms: number): void {
    const { heard, programme, onHeard } = this.#parts;
    const levelDbfs = programme.levelBetween(atMono - CURRENT_WINDOW_MS, atMono);
    const heardMs = heard.note({ currentMa, levelDbfs, ms });
    if (heardMs > 0 && programme.isSounding()) onHeard(heardMs);
  }

  #succeed(): void {
    this.#failures = 0;
    this.#parts.onProblem({ away: false, silent: this.#parts.heard.isSilent, detail: '' });
  }

  #fail(error: unknown): void {
    this.#failures += 1;
    this.#isOn = undefined;
    this.#volume = undefined;
    this.#reading = undefined;
    this.#retryMono = this.#parts.clock.mono() + RETRY_MS;
    if (this.#failures < AWAY_AFTER) return;
    const detail = error instanceof Error ? error.message : String(error);
    this.#parts.onProblem({ away: true, silent: false, detail });
  }
}

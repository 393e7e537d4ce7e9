/** One exchange of four timestamps (RFC 4330 section 5). */
export interface TimeExchange {
  /** When the question left and the answer came, monotonic ms of this program. */
  sentMono: number;
  gotMono: number;
  /** When the server got the question and answered, Unix ms. */
  receivedAt: number;
  answeredAt: number;
}

interface Measured {
  /** Server's wall clock minus our monotonic clock, ms. */
  offset: number;
  delay: number;
  atMono: number;
}

/** Exchanges that compete. */
const MEMORY = 16;
/** By how much two honest crystals may part, ms per ms: an old exchange is worth less. */
const DRIFT = 20e-6;
/** A difference from here on is a step of the server's clock, or a first guess; below it is made up slowly. */
const STEP_MS = 50;
/** Most by which time is bent, ms per ms; less than an output can follow without a step. */
const MAX_SLEW = 250e-6;
/** Time constant with which a small difference is made up, ms. */
const RESPONSE_MS = 10_000;
/** Exchanges this soon after the first only sharpen the first guess. */
const FIRST_GUESS_MS = 5000;
/** Without any exchange the clock stays known for this long, ms. */
export const KNOWN_FOR_MS = 24 * 3_600_000;

/**
 * The server's wall clock as this pole knows it: the monotonic clock plus an offset. Of the last exchanges the one
 * with the least delay rules, because what a queue adds it adds to one direction only.
 */
export class WallClock {
  #offset: number;
  #target: number;
  #bentAtMono: number;
  #firstAtMono: number | undefined;
  #measured: Measured[] = [];
  #goodAtMono: number | undefined;
  #fallbackErrorMs = 0;

  /** Begins with the machine's own wall clock, which is not known to be right. */
  constructor(systemNow: number, mono: number) {
    this.#offset = systemNow - mono;
    this.#target = this.#offset;
    this.#bentAtMono = mono;
  }

  /** The server's wall clock at a monotonic moment, Unix ms with fractions. */
  at(mono: number): number {
    this.#bend(mono);
    return mono + this.#offset;
  }

  /** Whether the time is known to be right: a schedule may start by it. */
  isKnown(mono: number): boolean {
    return this.#goodAtMono !== undefined && mono - this.#goodAtMono < KNOWN_FOR_MS;
  }

  /** Bound of the error, ms; grows while nobody is asked. */
  errorMs(mono: number): number {
    const best = this.#best(mono);
    if (best !== undefined) return bound(best, mono);
    return this.#fallbackErrorMs + Math.max(0, mono - (this.#goodAtMono ?? mono)) * DRIFT;
  }

  /** Takes an exchange with the server. An answer from before the question is refused: false. */
  observe({ sentMono, gotMono, receivedAt, answeredAt }: TimeExchange): boolean {
    const delay = gotMono - sentMono - (answeredAt - receivedAt);
    if (!(delay >= 0) || answeredAt < receivedAt) return false;
    const offset = (receivedAt - sentMono + (answeredAt - gotMono)) / 2;
    this.#measured = [...this.#measured, { offset, delay, atMono: gotMono }].slice(-MEMORY);
    this.#forgetBeforeAStep(offset, delay);
    this.#goodAtMono = gotMono;
    this.#firstAtMono ??= gotMono;
    const best = this.#best(gotMono) as Measured;
    this.#aim(best.offset, gotMono, gotMono - this.#firstAtMono < FIRST_GUESS_MS);
    return true;
  }

  /** Takes the offset that was right `ageMs` ago, kept from an earlier run since the machine started. */
  restore(offset: number, ageMs: number, errorMs: number, mono: number): void {
    this.#goodAtMono = mono - ageMs;
    this.#fallbackErrorMs = errorMs + ageMs * DRIFT;
    this.#aim(offset, mono, true);
  }

  /** Follows the machine's own clock; `isRight` when its time service vouches for it. Ignored after an exchange. */
  followSystem(systemNow: number, mono: number, isRight: boolean): void {
    if (this.#measured.length > 0 || (!isRight && this.#goodAtMono !== undefined)) return;
    if (isRight) this.#goodAtMono = mono;
    this.#aim(systemNow - mono, mono, !isRight);
  }

  /** Server's clock minus the monotonic clock, ms, as aimed at; undefined while unknown. */
  knownOffset(mono: number): number | undefined {
    return this.isKnown(mono) ? this.#target : undefined;
  }

  /** When the time was last proved right, monotonic ms; undefined before. */
  get provedAt(): number | undefined {
    return this.#goodAtMono;
  }

  #aim(offset: number, mono: number, isFirstGuess: boolean): void {
    this.#bend(mono);
    this.#target = offset;
    if (isFirstGuess || Math.abs(offset - this.#offset) >= STEP_MS) this.#offset = offset;
  }

  #bend(mono: number): void {
    const elapsed = mono - this.#bentAtMono;
    if (elapsed <= 0) return;
    this.#bentAtMono = mono;
    const wanted = (this.#target - this.#offset) * (1 - Math.exp(-elapsed / RESPONSE_MS));
    const most = MAX_SLEW * elapsed;
    this.#offset += Math.max(-most, Math.min(most, wanted));
  }

  #best(mono: number): Measured | undefined {
    return this.#measured.reduce<Measured | undefined>(
      (best, each) => (best === undefined || bound(each, mono) < bound(best, mono) ? each : best),
      undefined,
    );
  }

  // Exchanges that contradict the newest one by more than both could err were made before the server's clock was set.
  #forgetBeforeAStep(offset: number, delay: number): void {
    this.#measured = this.#measured.filter(
      (each) => Math.abs(each.offset - offset) <= (each.delay + delay) / 2 + STEP_MS,
    );
  }
}

function bound({ delay, atMono }: Measured, mono: number): number {
  return delay / 2 + (mono - atMono) * DRIFT;
}

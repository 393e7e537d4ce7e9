/** The beat, ms: periods are whole multiples of it. Two packets come in one. */
const BEAT_MS = 40;
/** A packet makes the beat that is due within this time, ms. */
const EARLY_MS = 8;
/** While packets make the beats the timer waits so long for one that stays away, ms. */
const FALLBACK_MS = 60;

/** Does a piece of work again and again; returns what ends it. */
export type Every = (periodMs: number, work: () => void) => () => void;

interface Round {
  periodMs: number;
  doneMono: number;
  work: () => void;
}

/**
 * The one timer behind all that is done periodically. On a small machine waking up costs more than what is done awake,
 * so everything that is due is done together, and while packets come, with a packet.
 */
export class RoundKeeper {
  readonly #mono: () => number;
  #rounds: Round[] = [];
  #timer: NodeJS.Timeout | undefined;
  #timerMs = 0;
  #soon: NodeJS.Immediate | undefined;
  #beatMono = Number.NEGATIVE_INFINITY;
  #hasBeenAwake = false;

  constructor(mono: () => number) {
    this.#mono = mono;
  }

  /** Throws RangeError for a period that is no multiple of the beat. What was added first is done first. */
  readonly every: Every = (periodMs, work) => {
    if (periodMs < BEAT_MS || periodMs % BEAT_MS !== 0)
      throw new RangeError(`a period of ${periodMs} ms is no multiple of ${BEAT_MS} ms`);
    const round = { periodMs, doneMono: this.#mono(), work };
    this.#rounds = [...this.#rounds, round];
    if (this.#timer === undefined) this.#wait();
    return () => this.#end(round);
  };

  /**
   * The program is awake anyway, for a packet: a beat that is nearly due is made now, when those that came with it have
   * been taken in as well.
   */
  awake(): void {
    this.#hasBeenAwake = true;
    if (this.#soon !== undefined || this.#mono() - this.#beatMono < BEAT_MS - EARLY_MS) return;
    this.#soon = setImmediate(() => this.beat());
  }

  /** Does what is due, half a beat early rather than half a beat late. */
  beat(): void {
    const now = this.#mono();
    this.#beatMono = now;
    clearImmediate(this.#soon);
    this.#soon = undefined;
    if (this.#rounds.length > 0) this.#wait();
    for (const round of this.#rounds) {
      if (now - round.doneMono < round.periodMs - BEAT_MS / 2) continue;
      round.doneMono = now;
      round.work();
    }
  }

  // A timer that is put off still wakes the program once at its old moment; so it is refreshed, not made anew.
  #wait(): void {
    const ms = this.#hasBeenAwake ? FALLBACK_MS : BEAT_MS;
    this.#hasBeenAwake = false;
    if (this.#timer !== undefined && this.#timerMs === ms) {
      this.#timer.refresh();
      return;
    }
    clearTimeout(this.#timer);
    this.#timerMs = ms;
    this.#timer = setTimeout(() => this.beat(), ms);
  }

  #end(round: Round): void {
    this.#rounds = this.#rounds.filter((each) => each !== round);
    if (this.#rounds.length > 0) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}

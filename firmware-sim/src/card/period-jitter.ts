/**
 * How late each period is handled, as on a busy or badly driven bus: evenly spread from 0 to `mostMs`, the same for the
 * same seed. The crystal knows nothing of it.
 */
export class PeriodJitter {
  readonly #mostMs: number;
  #state: number;

  /** `seed` is any whole number. */
  constructor(mostMs: number, seed: number) {
    this.#mostMs = mostMs;
    this.#state = seed >>> 0;
  }

  /** Lateness of the next period, ms. */
  next(): number {
    return this.#mostMs === 0 ? 0 : this.#mostMs * this.#share();
  }

  // Mulberry32: small, even, and repeatable.
  #share(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }
}

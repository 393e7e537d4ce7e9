/**
 * Remembers which of the last `size` numbers have been seen. Numbers older than that count as seen: what cannot be
 * told from a replay is treated as one (RFC 3711 section 3.3.2).
 */
export class ReplayWindow {
  readonly #seen: Float64Array;
  #highest = -1;

  /** 1,024 numbers are 20 s of audio, and what mediasoup keeps at its side. */
  constructor(size = 1_024) {
    this.#seen = new Float64Array(size).fill(-1);
  }

  /** Highest number marked; -1 before the first. */
  get highest(): number {
    return this.#highest;
  }

  has(number: number): boolean {
    if (number < 0 || number <= this.#highest - this.#seen.length) return true;
    return this.#seen[number % this.#seen.length] === number;
  }

  mark(number: number): void {
    this.#seen[number % this.#seen.length] = number;
    if (number > this.#highest) this.#highest = number;
  }
}

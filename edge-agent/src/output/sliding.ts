/** The least of the last `length` values; 1 before the first (monotonic queue in a ring). */
export class SlidingLeast {
  readonly #length: number;
  readonly #mask: number;
  readonly #values: Float64Array;
  readonly #at: Float64Array;
  #head = 0;
  #tail = -1;
  #now = 0;

  constructor(length: number) {
    this.#length = length;
    const room = 2 ** Math.ceil(Math.log2(length + 1));
    this.#mask = room - 1;
    this.#values = new Float64Array(room);
    this.#at = new Float64Array(room);
  }

  /** Takes the next value; returns the least. */
  push(value: number): number {
    const [values, at, mask] = [this.#values, this.#at, this.#mask];
    const now = this.#now;
    if (this.#head <= this.#tail && (at[this.#head & mask] as number) <= now - this.#length) this.#head += 1;
    while (this.#head <= this.#tail && (values[this.#tail & mask] as number) >= value) this.#tail -= 1;
    this.#tail += 1;
    values[this.#tail & mask] = value;
    at[this.#tail & mask] = now;
    this.#now = now + 1;
    return values[this.#head & mask] as number;
  }

  clear(): void {
    this.#head = 0;
    this.#tail = -1;
    this.#now = 0;
  }
}

/** The mean of the last `length` values, all of them 1 at first. */
export class SlidingMean {
  readonly #values: Float64Array;
  #sum: number;
  #at = 0;

  constructor(length: number) {
    this.#values = new Float64Array(length).fill(1);
    this.#sum = length;
  }

  /** Takes the next value; returns the mean. */
  push(value: number): number {
    const at = this.#at;
    this.#sum += value - (this.#values[at] as number);
    this.#values[at] = value;
    this.#at = at + 1 === this.#values.length ? 0 : at + 1;
    return this.#sum / this.#values.length;
  }

  clear(): void {
    this.#values.fill(1);
    this.#sum = this.#values.length;
  }
}

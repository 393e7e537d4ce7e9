/** The buffer of a sound card: samples wait here, in order, up to a fixed number. */
export class SampleRing {
  readonly #samples: Int16Array;
  #start = 0;
  #length = 0;

  constructor(capacity: number) {
    this.#samples = new Int16Array(capacity);
  }

  /** Samples that wait. */
  get length(): number {
    return this.#length;
  }

  get room(): number {
    return this.#samples.length - this.#length;
  }

  /** Throws a RangeError when there is not enough room: the writer has to look first. */
  write(samples: Int16Array): void {
    if (samples.length > this.room) throw new RangeError(`${samples.length} samples, room for ${this.room}`);
    const end = (this.#start + this.#length) % this.#samples.length;
    const first = samples.subarray(0, this.#samples.length - end);
    this.#samples.set(first, end);
    this.#samples.set(samples.subarray(first.length), 0);
    this.#length += samples.length;
  }

  /** Moves up to `target.length` samples to the beginning of `target`; returns how many. */
  read(target: Int16Array): number {
    const count = Math.min(target.length, this.#length);
    const first = this.#samples.subarray(this.#start, this.#start + count);
    target.set(first);
    target.set(this.#samples.subarray(0, count - first.length), first.length);
    this.#start = (this.#start + count) % this.#samples.length;
    this.#length -= count;
    return count;
  }

  clear(): void {
    this.#start = 0;
    this.#length = 0;
  }
}

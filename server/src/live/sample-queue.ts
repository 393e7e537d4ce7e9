/** First in, first out, of int16 samples in pieces of any length. */
export class SampleQueue {
  #pieces: Int16Array[] = [];
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(samples: Int16Array): void {
    if (samples.length === 0) return;
    this.#pieces.push(samples);
    this.#length += samples.length;
  }

  /** Back to where it was taken from: it is the next to be taken. */
  putBack(samples: Int16Array): void {
    this.#pieces.unshift(samples);
    this.#length += samples.length;
  }

  /** Exactly `count` samples; where fewer are left, the rest is zero. */
  take(count: number): Int16Array {
    const out = new Int16Array(count);
    let filled = 0;
    while (filled < count) {
      const piece = this.#pieces.shift();
      if (piece === undefined) break;
      const part = piece.subarray(0, count - filled);
      out.set(part, filled);
      filled += part.length;
      if (part.length < piece.length) this.#pieces.unshift(piece.subarray(part.length));
    }
    this.#length -= filled;
    return out;
  }

  clear(): void {
    this.#pieces = [];
    this.#length = 0;
  }
}

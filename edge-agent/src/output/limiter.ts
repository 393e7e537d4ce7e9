/** Highest sample that leaves, against full scale of int16 (-0.1 dBFS). */
const CEILING = 32_393;
/** Time in which the gain recovers by two thirds, frames (100 ms). */
const RELEASE_FRAMES = 4800;

/** Keeps the sum of voices under full scale: gain goes down at once where a sample is too high and recovers slowly. */
export class Limiter {
  #gain = 1;

  /** Limits `block` (in units of int16) and writes it as int16. */
  write(block: Float32Array, out: Int16Array): void {
    for (let i = 0; i < block.length; i += 1) {
      const sample = block[i] as number;
      const height = Math.abs(sample) * this.#gain;
      if (height > CEILING) this.#gain *= CEILING / height;
      out[i] = Math.round(sample * this.#gain);
      if (this.#gain < 1) this.#gain += (1 - this.#gain) / RELEASE_FRAMES;
    }
  }
}

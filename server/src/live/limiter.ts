import { gainFactor } from '@loa/protocol';

/** No sample leaves above this, dBFS. */
export const CEILING_DBFS = -1.5;
/** How far the limiter looks ahead, and so delays, samples at 48 kHz: 5 ms. */
export const LOOK_AHEAD_SAMPLES = 240;
/** The gain comes back to a third of the way in this time, samples: 80 ms. */
const RELEASE_SAMPLES = 3_840;
const CEILING = 32_768 * gainFactor(CEILING_DBFS);
const RECOVERY = 1 / RELEASE_SAMPLES;

/**
 * Look-ahead peak limiter. The gain that a peak needs is held for the look-ahead and averaged over it, so it has
 * arrived, along a ramp, when the peak leaves; afterwards it comes back slowly.
 */
export class Limiter {
  readonly #delay = new Float32Array(LOOK_AHEAD_SAMPLES);
  /** Gains of the last samples, for their average. */
  readonly #gains = new Float64Array(LOOK_AHEAD_SAMPLES).fill(1);
  /** Ring of the needed gains that may still be the least of the look-ahead, rising from the oldest on. */
  readonly #least = new Float64Array(LOOK_AHEAD_SAMPLES);
  readonly #leastAt = new Float64Array(LOOK_AHEAD_SAMPLES);
  #leastHead = 0;
  #leastCount = 0;
  #sum = LOOK_AHEAD_SAMPLES;
  #held = 1;
  #at = 0;

  /** Any number of samples; as many come out, later by the look-ahead. */
  process(samples: Float32Array): Int16Array {
    return Int16Array.from(samples, (sample) => this.#next(sample));
  }

  #next(sample: number): number {
    const slot = this.#at % LOOK_AHEAD_SAMPLES;
    const least = this.#leastOfWindow(Math.min(1, CEILING / Math.abs(sample || 1)));
    this.#held = Math.min(least, this.#held + (1 - this.#held) * RECOVERY);
    this.#sum += this.#held - (this.#gains[slot] as number);
    this.#gains[slot] = this.#held;
    // The sample that leaves is the oldest in the line, one look-ahead before the sample that enters.
    this.#delay[slot] = sample;
    this.#at += 1;
    const leaving = this.#delay[this.#at % LOOK_AHEAD_SAMPLES] as number;
    const out = (leaving * this.#sum) / LOOK_AHEAD_SAMPLES;
    return Math.round(Math.max(-CEILING, Math.min(CEILING, out)));
  }

  /** Least needed gain of the last LOOK_AHEAD_SAMPLES samples, this one included (monotonic queue). */
  #leastOfWindow(needed: number): number {
    if (this.#leastCount > 0 && (this.#leastAt[this.#leastHead] as number) <= this.#at - LOOK_AHEAD_SAMPLES) {
      this.#leastHead = (this.#leastHead + 1) % LOOK_AHEAD_SAMPLES;
      this.#leastCount -= 1;
    }
    while (this.#leastCount > 0 && (this.#least[this.#tail()] as number) >= needed) this.#leastCount -= 1;
    this.#leastCount += 1;
    this.#least[this.#tail()] = needed;
    this.#leastAt[this.#tail()] = this.#at;
    return this.#least[this.#leastHead] as number;
  }

  #tail(): number {
    return (this.#leastHead + this.#leastCount - 1) % LOOK_AHEAD_SAMPLES;
  }
}

import { gainFactor } from '@loa/protocol';
import { SlidingLeast, SlidingMean } from './sliding.ts';

/** No sample leaves above this, dBFS: room for what a converter makes between two samples. */
export const CEILING_DBFS = -1;
/** How far it looks ahead, and so delays, frames (2 ms). */
export const LOOK_AHEAD_FRAMES = 96;
/** The gain that a peak asked for is held for so long, frames (10 ms): longer than half a wave of 50 Hz. */
const HOLD_FRAMES = 480;
/** Time in which the gain comes back by two thirds, frames (100 ms). */
const RELEASE_FRAMES = 4800;
/** A gain so close to 1 is 1 (0.0001 dB). */
const NEARLY_ONE = 1 - 1e-5;
const CEILING = 32_768 * gainFactor(CEILING_DBFS);

/**
 * Keeps the sum of voices under full scale. The gain that a peak needs is known before the peak leaves, is reached
 * along a smooth ramp, held over the waves around it, and given back slowly. Below the ceiling it changes nothing but
 * the time: what goes in leaves `LOOK_AHEAD_FRAMES` later.
 */
export class Limiter {
  readonly #delayed = new Float32Array(LOOK_AHEAD_FRAMES);
  readonly #least = new SlidingLeast(LOOK_AHEAD_FRAMES + HOLD_FRAMES);
  // Two means after each other turn a step of the gain into a ramp without corners.
  readonly #first = new SlidingMean(LOOK_AHEAD_FRAMES / 2);
  readonly #second = new SlidingMean(LOOK_AHEAD_FRAMES / 2);
  #held = 1;
  /** Frames for which the gain has been 1; both means are 1 when they outlast the look-ahead. */
  #wholeFrames = 0;
  #isIdle = true;
  #line = new Float32Array(0);

  /** Limits `block` (in units of int16, at least `LOOK_AHEAD_FRAMES`) and writes it, delayed, as int16. */
  write(block: Float32Array, out: Int16Array): void {
    const line = this.#lineOf(block);
    if (this.#isIdle && isLow(block))
      for (let i = 0; i < out.length; i += 1) out[i] = rounded(line[i] as number);
    else this.#limit(block, line, out);
    this.#delayed.set(line.subarray(block.length));
  }

  /** Forgets what is under way: the sound that comes next does not join on. */
  reset(): void {
    this.#delayed.fill(0);
    this.#rest();
  }

  /** What was put off, then the block. */
  #lineOf(block: Float32Array): Float32Array {
    const frames = LOOK_AHEAD_FRAMES + block.length;
    if (this.#line.length !== frames) this.#line = new Float32Array(frames);
    this.#line.set(this.#delayed);
    this.#line.set(block, LOOK_AHEAD_FRAMES);
    return this.#line;
  }

  #limit(block: Float32Array, line: Float32Array, out: Int16Array): void {
    this.#isIdle = false;
    for (let i = 0; i < out.length; i += 1) {
      const gain = this.#gainAfter(Math.abs(block[i] as number));
      out[i] = rounded((line[i] as number) * gain);
    }
    if (this.#wholeFrames >= LOOK_AHEAD_FRAMES) this.#rest();
  }

  /** Gain of the sample that leaves when one of this height enters. */
  #gainAfter(height: number): number {
    const least = this.#least.push(height > CEILING ? CEILING / height : 1);
    const released = this.#held + (1 - this.#held) / RELEASE_FRAMES;
    this.#held = Math.min(least, released > NEARLY_ONE ? 1 : released);
    this.#wholeFrames = this.#held === 1 ? this.#wholeFrames + 1 : 0;
    return this.#second.push(this.#first.push(this.#held));
  }

  #rest(): void {
    this.#isIdle = true;
    this.#held = 1;
    this.#wholeFrames = 0;
    this.#least.clear();
    this.#first.clear();
    this.#second.clear();
  }
}

function isLow(block: Float32Array): boolean {
  for (let i = 0; i < block.length; i += 1) if (Math.abs(block[i] as number) > CEILING) return false;
  return true;
}

function rounded(sample: number): number {
  return Math.round(Math.max(-CEILING, Math.min(CEILING, sample)));
}

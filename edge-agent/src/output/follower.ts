import { halfCosine } from '../half-cosine.ts';
import type { SampleSource } from './sample-source.ts';

/** Most by which the pitch is bent, the known error of the crystals included, parts of one: half a cent, unheard. */
export const MAX_SLEW = 300e-6;
/** A distance that is not worth a jump even where the sound is torn, frames (0.2 ms). */
const NEAR_FRAMES = 10;
/** Time in which a small distance is made up, frames (4 s). */
const RESPONSE_FRAMES = 192_000;
/** Length of the fades at a jump and at the brink of a gap, frames (5 ms). */
const FADE_FRAMES = 240;
/** Samples that the interpolation needs before and after a point. */
const BEFORE = 1;
const AFTER = 2;
/** Room for the samples around the cursor, frames: a block, a fade and the longest packet (120 ms). */
const WINDOW_FRAMES = 10_240;

/**
 * Reads a source by time. Its cursor follows the wanted position by bending the speed a little, so that a wandering
 * card clock never tears the sound; only a distance of more than the source's `farFrames` makes it jump, with a short
 * cross-fade.
 */
export class Follower {
  readonly #source: SampleSource;
  readonly #window = new Float32Array(WINDOW_FRAMES);
  readonly #old = new Float32Array(FADE_FRAMES);
  #cursor: number | undefined;
  #start = 0;
  #end = 0;
  #mustJump = false;

  constructor(source: SampleSource) {
    this.#source = source;
  }

  /** Where the next block goes on by itself, frames. */
  get next(): number {
    return this.#cursor ?? 0;
  }

  /** The sound is torn anyway: the next block begins where it should, instead of drawing near. */
  realign(): void {
    this.#mustJump = true;
  }

  /**
   * Fills `block` with what stands at `wanted` (frames, may be fractional, not negative) and after. `pace`: how many
   * frames of the source pass in one of the block, as far as it is known; a crystal that is off by 100 millionths would
   * otherwise have to be followed from 0.4 ms behind. Returns how many frames are sound; the rest is silence, after a
   * short fade, because the source had no more.
   */
  render(wanted: number, block: Float32Array, pace = 1): number {
    if (this.#cursor === undefined) this.#cursor = wanted;
    const distance = wanted - this.#cursor;
    const limit = this.#mustJump ? NEAR_FRAMES : this.#source.farFrames;
    this.#mustJump = false;
    if (Math.abs(distance) > limit) return this.#jump(this.#cursor, wanted, block);
    const bend = pace - 1 + distance / RESPONSE_FRAMES;
    return this.#read(this.#cursor, 1 + Math.max(-MAX_SLEW, Math.min(MAX_SLEW, bend)), block);
  }

  #jump(from: number, to: number, block: Float32Array): number {
    const old = this.#old.subarray(0, block.length);
    if (this.#holds(from, old.length)) this.#interpolate(from, 1, old, old.length);
    else old.fill(0);
    const filled = this.#read(to, 1, block);
    for (let i = 0; i < old.length; i += 1) {
      const share = halfCosine((i + 1) / old.length);
      block[i] = (old[i] as number) * (1 - share) + (block[i] as number) * share;
    }
    return filled;
  }

  #read(cursor: number, ratio: number, block: Float32Array): number {
    const needed = block.length + FADE_FRAMES;
    this.#load(Math.max(0, Math.floor(cursor) - BEFORE), Math.ceil(cursor + needed * ratio) + AFTER);
    const available = Math.floor((this.#end - AFTER - cursor) / ratio);
    const filled = Math.max(0, Math.min(block.length, available));
    this.#interpolate(cursor, ratio, block, filled);
    block.fill(0, filled);
    this.#fadeOutBeforeGap(block, filled, available);
    this.#cursor = cursor + block.length * ratio;
    return filled;
  }

  // The fade ends where the samples end, wherever the block border falls.
  #fadeOutBeforeGap(block: Float32Array, filled: number, available: number): void {
    for (let i = Math.max(0, available - FADE_FRAMES); i < filled; i += 1) {
      block[i] = (block[i] as number) * halfCosine((available - i) / FADE_FRAMES);
    }
  }

  // Catmull-Rom: through the samples, with a continuous slope.
  #interpolate(cursor: number, ratio: number, block: Float32Array, frames: number): void {
    const window = this.#window;
    for (let i = 0; i < frames; i += 1) {
      const at = cursor + i * ratio - this.#start;
      const whole = Math.floor(at);
      const part = at - whole;
      const p0 = window[whole - 1] ?? 0;
      const p1 = window[whole] ?? 0;
      const p2 = window[whole + 1] ?? 0;
      const p3 = window[whole + 2] ?? 0;
      const curve = 2 * p0 - 5 * p1 + 4 * p2 - p3;
      const twist = 3 * (p1 - p2) + p3 - p0;
      block[i] = p1 + 0.5 * part * (p2 - p0 + part * (curve + part * twist));
    }
  }

  #holds(cursor: number, frames: number): boolean {
    return this.#start <= cursor && cursor + frames + AFTER < this.#end;
  }

  /** Makes the window reach from `from` to `end`, as far as the source can. */
  #load(from: number, end: number): void {
    if (from < this.#start || from > this.#end) {
      this.#end = from;
    } else {
      this.#window.copyWithin(0, from - this.#start, this.#end - this.#start);
    }
    this.#start = from;
    while (this.#end < end) {
      const samples = this.#source.take(this.#end);
      if (samples === undefined) return;
      this.#window.set(samples, this.#end - this.#start);
      this.#end += samples.length;
    }
  }
}

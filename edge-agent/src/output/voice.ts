import { Follower } from './follower.ts';
import { BORDER, GainRamp, GIVING_WAY } from './gain-ramp.ts';
import type { SampleSource } from './sample-source.ts';

/** One broadcast on its way to the horns: its source read by time, faded in and out. */
export class Voice {
  readonly id: string;
  readonly source: SampleSource;
  readonly #follower: Follower;
  readonly #gain = new GainRamp(0);
  #block = new Float32Array(0);
  #isStarved = true;

  constructor(id: string, source: SampleSource) {
    this.id = id;
    this.source = source;
    this.#follower = new Follower(source);
  }

  /** Whether it has faded to silence. */
  get isSilent(): boolean {
    return this.#gain.isSilent;
  }

  /**
   * Comes in, from whatever position is wanted first: at once, so that no syllable is lost, or swelling where it
   * `isBack` after it had given way.
   */
  enter(isBack: boolean): void {
    this.#gain.moveTo(1, isBack ? GIVING_WAY : BORDER);
  }

  /** Goes, reading on from where it is: beneath the one to whom it `givesWay`, otherwise at once. */
  leave(givesWay: boolean): void {
    this.#gain.moveTo(0, givesWay ? GIVING_WAY : BORDER);
  }

  /** The next samples are in their place at once, across a short fade, however near they are. */
  realign(): void {
    this.#follower.realign();
  }

  /** Adds the fading end of a voice that has lost its turn. */
  fadeAlong(mix: Float32Array, pace: number): void {
    this.addTo(mix, this.#follower.next, pace);
  }

  /** Adds to `mix` what stands at `wanted` (frames since the anchor); returns how many frames were programme. */
  addTo(mix: Float32Array, wanted: number, pace: number): number {
    const block = this.#blockOf(mix.length);
    const filled = this.#follower.render(Math.max(0, wanted), block, pace);
    if (this.#isStarved && filled > 0 && this.#gain.target === 1) this.#gain.restart();
    this.#isStarved = filled < block.length;
    if (filled === 0 && this.#gain.target === 1) return 0;
    this.#gain.apply(block);
    for (let i = 0; i < filled; i += 1) mix[i] = (mix[i] as number) + (block[i] as number);
    return this.source.isFed ? filled : 0;
  }

  #blockOf(frames: number): Float32Array {
    if (this.#block.length < frames) this.#block = new Float32Array(frames);
    return this.#block.subarray(0, frames);
  }
}

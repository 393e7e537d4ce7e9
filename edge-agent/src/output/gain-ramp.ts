import { halfCosine } from '../half-cosine.ts';

/** How a gain goes to its target. */
export interface Fade {
  /** Length, frames. */
  frames: number;
  /** `soft`: half a cosine. `equal-power`: a quarter of a sine, so that what leaves and what comes are one loudness. */
  curve: 'soft' | 'equal-power';
}

/** At the border of a broadcast (15 ms): short enough not to be heard as a fade, long enough not to click. */
export const BORDER: Fade = { frames: 720, curve: 'soft' };
/** Where one broadcast gives way to another and comes back (250 ms): heard as a movement, not as a cut. */
export const GIVING_WAY: Fade = { frames: 12_000, curve: 'equal-power' };
/** Where the hour changes the volume in the middle of a broadcast (3 s). */
export const BY_THE_HOUR: Fade = { frames: 144_000, curve: 'soft' };

/** A gain that moves to its target along a curve without corners that could be heard. */
export class GainRamp {
  #from: number;
  #to: number;
  #fade = BORDER;
  #step = BORDER.frames;

  constructor(gain: number) {
    this.#from = gain;
    this.#to = gain;
  }

  /** Where it is going, or has arrived. */
  get target(): number {
    return this.#to;
  }

  /** Whether it has arrived at 0. */
  get isSilent(): boolean {
    return this.#to === 0 && this.#hasArrived;
  }

  /** Sets out for another gain from wherever it is now. */
  moveTo(target: number, fade: Fade = BORDER): void {
    if (target === this.#to) return;
    this.#from = this.#now();
    this.#to = target;
    this.#fade = fade;
    this.#step = 0;
  }

  /** Begins at 0 again, on the short way to the same target; a way up from 0 that has not begun stays as it is. */
  restart(): void {
    if (this.#step === 0 && this.#from === 0) return;
    this.#from = 0;
    this.#fade = BORDER;
    this.#step = 0;
  }

  /** Multiplies the block. */
  apply(block: Float32Array): void {
    if (this.#hasArrived && this.#to === 1) return;
    for (let i = 0; i < block.length; i += 1) {
      block[i] = (block[i] as number) * this.#now();
      if (!this.#hasArrived) this.#step += 1;
    }
  }

  get #hasArrived(): boolean {
    return this.#step >= this.#fade.frames;
  }

  #now(): number {
    if (this.#hasArrived) return this.#to;
    return this.#from + (this.#to - this.#from) * this.#share(this.#step / this.#fade.frames);
  }

  #share(way: number): number {
    if (this.#fade.curve === 'soft') return halfCosine(way);
    const angle = (Math.PI / 2) * way;
    return this.#to > this.#from ? Math.sin(angle) : 1 - Math.cos(angle);
  }
}

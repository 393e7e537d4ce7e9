/** Length of a fade, frames (15 ms): short enough not to be heard as a fade, long enough not to click. */
export const RAMP_FRAMES = 720;

/** A gain that moves to its target along half a cosine. */
export class GainRamp {
  #from: number;
  #to: number;
  #step = RAMP_FRAMES;

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
    return this.#to === 0 && this.#step >= RAMP_FRAMES;
  }

  /** Sets out for another gain from wherever it is now. */
  moveTo(target: number): void {
    if (target === this.#to) return;
    this.#from = this.#now();
    this.#to = target;
    this.#step = 0;
  }

  /** Begins at 0 again, on the way to the same target. */
  restart(): void {
    this.#from = 0;
    this.#step = 0;
  }

  /** Multiplies the block from frame `start` on. */
  apply(block: Float32Array, start = 0): void {
    if (this.#step >= RAMP_FRAMES && this.#to === 1) return;
    for (let i = start; i < block.length; i += 1) {
      block[i] = (block[i] as number) * this.#now();
      if (this.#step < RAMP_FRAMES) this.#step += 1;
    }
  }

  #now(): number {
    if (this.#step >= RAMP_FRAMES) return this.#to;
    const share = 0.5 - 0.5 * Math.cos((Math.PI * this.#step) / RAMP_FRAMES);
    return this.#from + (this.#to - this.#from) * share;
  }
}

/** Frames a millisecond of a card whose clock is right. */
const NOMINAL_FRAMES_PER_MS = 48;

/**
 * The clock of a sound card: frame numbers by the monotonic clock, with a settable error. A frame's moment is
 * computed, never counted up, so that no lateness of a timer adds up.
 */
export class Crystal {
  #anchorMono: number;
  #anchorFrame = 0;
  #ppm: number;

  /** Frame 0 begins at `startMono` (monotonic ms); `ppm` is how many millionths too fast it runs. */
  constructor(startMono: number, ppm = 0) {
    this.#anchorMono = startMono;
    this.#ppm = ppm;
  }

  get ppm(): number {
    return this.#ppm;
  }

  /** Another speed from `mono` on; what was before stays as it was. */
  setPpm(ppm: number, mono: number): void {
    this.#anchorFrame = this.frameAt(mono);
    this.#anchorMono = mono;
    this.#ppm = ppm;
  }

  /** Monotonic ms at which a frame begins to sound. */
  monoAt(frame: number): number {
    return this.#anchorMono + (frame - this.#anchorFrame) / this.#framesPerMs();
  }

  /** Frames, with their fraction, that have passed at a moment. */
  frameAt(mono: number): number {
    return this.#anchorFrame + (mono - this.#anchorMono) * this.#framesPerMs();
  }

  #framesPerMs(): number {
    return NOMINAL_FRAMES_PER_MS * (1 + this.#ppm * 1e-6);
  }
}

import { FRAME_MS, FRAME_SAMPLES } from '@loa/protocol';

/** A stall longer than this is skipped instead of caught up with, ms: the poles have gone on in silence. */
const LONGEST_CATCH_UP_MS = 500;
/** A wall clock this far from where it was is believed at once; a smaller step is followed smoothly, ms. */
const STEP_MS = 20;
/** Most that the wall clock is followed in one frame, ms (1,000 ppm). */
const SLEW_MS = 0.02;

/** One frame's turn on the bus. */
export interface Tick {
  /** Media time of its first sample, samples since the bus began. */
  mediaTicks: number;
  /** Capture time of its first sample, wall ms. */
  captureAt: number;
}

/** Both hands of the clock at one moment. */
export interface Moment {
  mono: number;
  wall: number;
}

/** Says which frames are due, on an absolute schedule: lateness of one frame never moves the next. */
export class BusSchedule {
  readonly #startMono: number;
  #wallOffset: number;
  #next = 0;
  #skipped = 0;

  constructor(start: Moment) {
    this.#startMono = start.mono;
    this.#wallOffset = start.wall - start.mono;
  }

  /** When the next frame is due, monotonic ms. */
  get nextMono(): number {
    return this.#startMono + this.#next * FRAME_MS;
  }

  /** Capture time that the next frame will carry, wall ms. */
  get nextCaptureAt(): number {
    return this.nextMono + this.#wallOffset;
  }

  /** Frames that no stall left time for. */
  get skipped(): number {
    return this.#skipped;
  }

  /** The frames due now, oldest first. */
  due(now: Moment): Tick[] {
    const lateMs = now.mono - this.nextMono;
    if (lateMs < 0) return [];
    const count = Math.floor(lateMs / FRAME_MS) + 1;
    const skipped = lateMs > LONGEST_CATCH_UP_MS ? count - 1 : 0;
    this.#skipped += skipped;
    this.#next += skipped;
    return Array.from({ length: count - skipped }, () => this.#take(now));
  }

  #take(now: Moment): Tick {
    this.#follow(now.wall - now.mono);
    const tick = { mediaTicks: this.#next * FRAME_SAMPLES, captureAt: this.nextCaptureAt };
    this.#next += 1;
    return tick;
  }

  #follow(wallOffset: number): void {
    const ahead = wallOffset - this.#wallOffset;
    const isStep = Math.abs(ahead) > STEP_MS;
    this.#wallOffset += isStep ? ahead : Math.max(-SLEW_MS, Math.min(SLEW_MS, ahead));
  }
}

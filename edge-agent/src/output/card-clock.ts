/** How many frames had sounded at a moment. */
export interface CardSample {
  /** Frames since the card was opened. */
  sounded: number;
  /** Monotonic ms. */
  atMono: number;
}

const NOMINAL_FRAMES_PER_MS = 48;
/** Span over which the card's speed is averaged, ms. */
const MEMORY_MS = 20_000;
/** Trust in the speed known beforehand, ms²: as much as 40 ms samples with 1 ms of jitter give within three seconds. */
const PRIOR_TRUST = 3e7;
/** A sample that departs further than this is not jitter, frames (4 ms): the card has put silence in by itself. */
const JUMP_FRAMES = 192;
/** So many departing samples in a row are the new truth. */
const JUMP_SAMPLES = 3;
/** No crystal is further off than this. */
const MAX_DEVIATION = 500e-6;
/** Observation before the speed is told to others, ms. */
const SPEED_KNOWN_AFTER_MS = 10_000;

/**
 * The straight line between frames and time on one sound card: which moment will hear a given frame. A weighted
 * regression over the last 20 s of samples, so that the jitter of single readings averages out.
 */
export class CardClock {
  #weight = 0;
  #meanMono = 0;
  #meanFrames = 0;
  /** Speed believed before this line began, and the second moments that were learnt since. */
  #priorSpeed = NOMINAL_FRAMES_PER_MS;
  #spread = 0;
  #product = 0;
  #lastMono = 0;
  #since = 0;
  #departing = 0;

  /** Takes a reading; readings must come in the order of their times. Returns true when the line had to jump. */
  observe({ sounded, atMono }: CardSample): boolean {
    if (this.#weight === 0) {
      this.restart({ sounded, atMono });
      return true;
    }
    if (Math.abs(sounded - this.soundedAt(atMono)) > JUMP_FRAMES) {
      this.#departing += 1;
      if (this.#departing < JUMP_SAMPLES) return false;
      this.restart({ sounded, atMono });
      return true;
    }
    this.#departing = 0;
    this.#learn(sounded, atMono);
    return false;
  }

  /** Begins a new line through this sample; the speed learnt before stays, for the crystal is the same. */
  restart({ sounded, atMono }: CardSample): void {
    this.#priorSpeed = this.framesPerMs;
    this.#spread = 0;
    this.#product = 0;
    this.#weight = 1;
    this.#meanMono = atMono;
    this.#meanFrames = sounded;
    this.#lastMono = atMono;
    this.#since = atMono;
    this.#departing = 0;
  }

  /** The last readings departed from the line; it is not yet known whether they are right. */
  get isDoubtful(): boolean {
    return this.#departing > 0;
  }

  /** Frames a millisecond, by the monotonic clock. */
  get framesPerMs(): number {
    const speed = (this.#product + PRIOR_TRUST * this.#priorSpeed) / (this.#spread + PRIOR_TRUST);
    const most = NOMINAL_FRAMES_PER_MS * MAX_DEVIATION;
    return Math.min(NOMINAL_FRAMES_PER_MS + most, Math.max(NOMINAL_FRAMES_PER_MS - most, speed));
  }

  /** Parts per million by which the card runs fast; null before it is known. */
  get ppm(): number | null {
    if (this.#weight === 0 || this.#lastMono - this.#since < SPEED_KNOWN_AFTER_MS) return null;
    return (this.framesPerMs / NOMINAL_FRAMES_PER_MS - 1) * 1e6;
  }

  /** Monotonic ms at which a frame sounds. */
  soundsAt(frame: number): number {
    return this.#meanMono + (frame - this.#meanFrames) / this.framesPerMs;
  }

  /** Frames that have sounded at a monotonic moment. */
  soundedAt(mono: number): number {
    return this.#meanFrames + (mono - this.#meanMono) * this.framesPerMs;
  }

  // Weighted means and second moments, updated in place (West 1979), older samples fading exponentially.
  #learn(sounded: number, atMono: number): void {
    const fade = Math.exp(-Math.max(0, atMono - this.#lastMono) / MEMORY_MS);
    this.#weight = this.#weight * fade + 1;
    const fromMono = atMono - this.#meanMono;
    this.#meanMono += fromMono / this.#weight;
    this.#meanFrames += (sounded - this.#meanFrames) / this.#weight;
    this.#spread = this.#spread * fade + fromMono * (atMono - this.#meanMono);
    this.#product = this.#product * fade + fromMono * (sounded - this.#meanFrames);
    this.#lastMono = atMono;
  }
}

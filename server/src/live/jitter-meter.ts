/** Depth that covers a quiet network and the server's own scheduling, ms. */
export const LEAST_DEPTH_MS = 40;
/** Depth beyond which a conversation with the operator's own monitor would suffer, ms. */
export const MOST_DEPTH_MS = 200;

/** Room kept above the latest packet seen: one packet. */
const MARGIN_MS = 20;
/** A worst lateness is forgotten to a third in this time, ms of arrival clock. */
const FORGET_MS = 15_000;
/** How fast the reference follows the drift between the browser's clock and ours, part per packet. */
const FOLLOW = 0.002;
/** A jump of the media clock beyond this is a new stream, not lateness, ms. */
const RESTART_MS = 2_000;

/** Learns from arrivals how late packets come, and so how deep a buffer has to be. */
export class JitterMeter {
  #earliestMs: number | undefined;
  #worstMs = 0;
  #lastArrivalMs = 0;

  /** `arrivalMs` on a monotonic clock, `mediaMs` the packet's own time; both count from anywhere. */
  take(arrivalMs: number, mediaMs: number): void {
    const transitMs = arrivalMs - mediaMs;
    if (this.#earliestMs === undefined || Math.abs(transitMs - this.#earliestMs) > RESTART_MS) {
      this.#earliestMs = transitMs;
      this.#worstMs = 0;
    }
    const latenessMs = Math.max(0, transitMs - this.#earliestMs);
    this.#earliestMs = Math.min(transitMs, this.#earliestMs + latenessMs * FOLLOW);
    const sinceMs = Math.max(0, arrivalMs - this.#lastArrivalMs);
    this.#worstMs = Math.max(latenessMs, this.#worstMs * Math.exp(-sinceMs / FORGET_MS));
    this.#lastArrivalMs = arrivalMs;
  }

  /** Depth to aim at, LEAST_DEPTH_MS to MOST_DEPTH_MS. */
  get targetMs(): number {
    return Math.min(MOST_DEPTH_MS, Math.max(LEAST_DEPTH_MS, this.#worstMs + MARGIN_MS));
  }
}

/** Longest time that is believed; a later answer belongs to something else. */
const LONGEST_MS = 10_000;

/** Wait before the first measurement: a little more than mediasoup's own guess of 100 ms. */
const UNKNOWN_TIMEOUT_MS = 110;

const TIMEOUT_MS = { min: 25, max: 500 };

/** Smoothed round trip to the media server and back (RFC 6298 section 2). */
export class RoundTrip {
  #smoothed: number | undefined;
  #variation = 0;
  #isMeasured = false;

  /** Smoothed, ms; undefined before the first measurement. */
  get ms(): number | undefined {
    return this.#smoothed;
  }

  /** How long an answer may take before it counts as lost, ms. */
  get timeoutMs(): number {
    if (this.#smoothed === undefined) return UNKNOWN_TIMEOUT_MS;
    const timeout = this.#smoothed + Math.max(4 * this.#variation, 5);
    return Math.min(Math.max(timeout, TIMEOUT_MS.min), TIMEOUT_MS.max);
  }

  /** Takes one measurement by a reference time and its echo, ms; what cannot be true is ignored. */
  measured(ms: number): void {
    if (!isPossible(ms)) return;
    if (!this.#isMeasured) this.#smoothed = undefined;
    this.#isMeasured = true;
    this.#smooth(ms);
  }

  /**
   * Takes the time from an ask for a packet to its arrival, ms. The packet may also have come by itself, only late, so
   * this counts no more once there is a measurement.
   */
  guessed(ms: number): void {
    if (isPossible(ms) && !this.#isMeasured) this.#smooth(ms);
  }

  #smooth(ms: number): void {
    if (this.#smoothed === undefined) {
      this.#smoothed = ms;
      this.#variation = ms / 4;
      return;
    }
    this.#variation += (Math.abs(ms - this.#smoothed) - this.#variation) / 4;
    this.#smoothed += (ms - this.#smoothed) / 8;
  }
}

function isPossible(ms: number): boolean {
  return ms >= 0 && ms <= LONGEST_MS;
}

/** By how much two crystals may part before their difference is known, ms per ms. */
const UNKNOWN_ERROR = 50e-6;
/** What stays unknown of a difference that was measured: temperature moves it. */
const KNOWN_ERROR = 5e-6;
/** Time between two measurements, ms: a millisecond of error is then less than two millionths. */
const SPAN_MS = 600_000;
/** An error bound this much smaller is worth beginning anew for. */
const SHARPER = 0.9;
/** No crystal is further off than this. */
const MOST_RATE = 200e-6;

/** How fast the server's wall clock runs by our monotonic clock, measured over ten minutes at a time. */
export class CrystalRate {
  #rate = 0;
  #measurements = 0;
  #mark: { offset: number; errorMs: number; atMono: number } | undefined;

  /** Ms by which the offset grows in a ms of our clock. */
  get value(): number {
    return this.#rate;
  }

  /** Bound of what is wrong with it, ms per ms. */
  get error(): number {
    return this.#measurements === 0 ? UNKNOWN_ERROR : KNOWN_ERROR;
  }

  /** Takes the offset (ms) that is believed at a monotonic moment, and the bound of its error. */
  observe(offset: number, errorMs: number, atMono: number): void {
    // The first exchanges may have been late; what is measured from begins when the offset is known best.
    if (this.#mark === undefined || errorMs < SHARPER * this.#mark.errorMs)
      this.#mark = { offset, errorMs, atMono };
    const elapsed = atMono - this.#mark.atMono;
    if (elapsed < SPAN_MS) return;
    const measured = (offset - this.#mark.offset) / elapsed;
    this.#mark = { offset, errorMs, atMono };
    if (Math.abs(measured) > MOST_RATE) return;
    this.#measurements += 1;
    this.#rate += (measured - this.#rate) / Math.min(4, this.#measurements);
  }

  /** Bounds contradict each other: the server's clock was set, or the rate is wrong. Nothing is known any more. */
  noteStep(): void {
    this.#mark = undefined;
    this.#rate = 0;
    this.#measurements = 0;
  }
}

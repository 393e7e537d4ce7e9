/** By how much two crystals may part before their difference is known, ms per ms. */
const UNKNOWN_ERROR = 50e-6;
/** What stays unknown of a difference that was measured: temperature moves it. */
const KNOWN_ERROR = 5e-6;
/** Time between two measurements, ms: a millisecond of error is then less than two millionths. */
const SPAN_MS = 600_000;
/** No crystal is further off than this. */
const MOST_RATE = 200e-6;

/** How fast the server's wall clock runs by our monotonic clock, measured over ten minutes at a time. */
export class CrystalRate {
  #rate = 0;
  #measurements = 0;
  #mark: { offset: number; atMono: number } | undefined;

  /** Ms by which the offset grows in a ms of our clock. */
  get value(): number {
    return this.#rate;
  }

  /** Bound of what is wrong with it, ms per ms. */
  get error(): number {
    return this.#measurements === 0 ? UNKNOWN_ERROR : KNOWN_ERROR;
  }

  /** Takes the offset (ms) that is believed at a monotonic moment. */
  observe(offset: number, atMono: number): void {
    this.#mark ??= { offset, atMono };
    const elapsed = atMono - this.#mark.atMono;
    if (elapsed < SPAN_MS) return;
    const measured = (offset - this.#mark.offset) / elapsed;
    this.#mark = { offset, atMono };
    if (Math.abs(measured) > MOST_RATE) return;
    this.#measurements += 1;
    this.#rate += (measured - this.#rate) / Math.min(4, this.#measurements);
  }

  /** The server's clock was set: what was measured across that moment tells nothing. */
  noteStep(): void {
    this.#mark = undefined;
  }
}

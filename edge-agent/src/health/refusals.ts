/** Counts what was refused since the program started, by code. */
export class Refusals {
  readonly #counts = new Map<string, number>();

  count(code: string, times = 1): void {
    this.#counts.set(code, (this.#counts.get(code) ?? 0) + times);
  }

  /** Counts by code. */
  counts(): Record<string, number> {
    return Object.fromEntries(this.#counts);
  }
}

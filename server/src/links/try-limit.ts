/** How many keys are remembered; the oldest are forgotten first, so that a flood of names fills no memory. */
const MOST_KEYS = 10_000;

/** Counts tries by key in the window that has just passed. */
export class TryLimit {
  readonly #most: number;
  readonly #windowMs: number;
  readonly #tries = new Map<string, number[]>();

  constructor({ most, windowMs }: { most: number; windowMs: number }) {
    this.#most = most;
    this.#windowMs = windowMs;
  }

  /** Whether no further try is allowed at `now` (ms, any clock). */
  isUsedUp(key: string, now: number): boolean {
    return this.#recent(key, now).length >= this.#most;
  }

  /** True when one more try is allowed at `now`; it is then counted. */
  take(key: string, now: number): boolean {
    const recent = this.#recent(key, now);
    const isAllowed = recent.length < this.#most;
    this.#tries.delete(key);
    this.#tries.set(key, isAllowed ? [...recent, now] : recent);
    if (this.#tries.size > MOST_KEYS) this.#forgetOldest();
    return isAllowed;
  }

  /** After a success. */
  clear(key: string): void {
    this.#tries.delete(key);
  }

  #recent(key: string, now: number): number[] {
    return (this.#tries.get(key) ?? []).filter((at) => now - at < this.#windowMs);
  }

  #forgetOldest(): void {
    const [oldest] = this.#tries.keys();
    if (oldest !== undefined) this.#tries.delete(oldest);
  }
}

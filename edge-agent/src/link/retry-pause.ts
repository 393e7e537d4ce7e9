/** Bounds of a growing pause, ms. */
export interface PauseBounds {
  leastMs: number;
  mostMs: number;
}

/**
 * Pause before the next try, ms: doubles with every failed one, up to the bound; half of it is left to chance, so that a
 * thousand poles that lost the same server do not come back in one moment. `chance` is 0 to 1.
 */
export function pauseAfter(tries: number, { leastMs, mostMs }: PauseBounds, chance: number): number {
  const full = Math.min(mostMs, leastMs * 2 ** Math.min(tries, 30));
  return Math.round(full * (0.5 + 0.5 * chance));
}

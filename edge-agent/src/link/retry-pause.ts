/** How pauses between tries grow. */
export interface PauseBounds {
  /** The first pause and the longest, ms. */
  leastMs: number;
  mostMs: number;
  /** By how much a pause is longer than the one before. Default 2. */
  growth?: number;
}

/**
 * Pause before the next try, ms: grows with every failed one, up to the bound; half of it is left to chance, so that a
 * thousand poles that lost the same server do not come back in one moment. `chance` is 0 to 1.
 */
export function pauseAfter(
  tries: number,
  { leastMs, mostMs, growth = 2 }: PauseBounds,
  chance: number,
): number {
  const full = Math.min(mostMs, leastMs * growth ** Math.min(tries, 30));
  return Math.round(full * (0.5 + 0.5 * chance));
}

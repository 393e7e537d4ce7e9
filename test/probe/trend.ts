/**
 * How much a row of readings, equally far apart, changes from one to the next: the median of the slopes between all pairs
 * (Theil and Sen). One reading that chance has moved, or a step at an end, leaves it alone; a step near the middle counts, as
 * does what goes on and on. NaN for fewer than two.
 */
export function trendOf(values: readonly number[]): number {
  const slopes = values
    .flatMap((value, i) => values.slice(i + 1).map((later, j) => (later - value) / (j + 1)))
    .sort((a, b) => a - b);
  const middle = slopes.length / 2;
  const [below, above] = [slopes[Math.ceil(middle) - 1], slopes[Math.floor(middle)]];
  return below === undefined || above === undefined ? NaN : (below + above) / 2;
}

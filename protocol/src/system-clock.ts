import type { Clock } from './clock.ts';

/** Distance of the wall clock from the monotonic one, ms; kept so that `Date.now()` agrees in its whole milliseconds. */
let wallMinusMono = performance.timeOrigin;

/** The clock of this machine. The wall clock has sub-millisecond steps, which `Date.now()` lacks. */
export const systemClock: Clock = {
  now: () => followed(Date.now(), performance.now()),
  mono: () => performance.now(),
};

/** The wall clock may be set or slewed after the start, so each reading bounds the distance anew. */
function followed(coarse: number, mono: number): number {
  const least = coarse - mono;
  if (wallMinusMono < least) wallMinusMono = least;
  else if (wallMinusMono >= least + 1) wallMinusMono = least + 0.999;
  return mono + wallMinusMono;
}

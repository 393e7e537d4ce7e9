import type { Clock } from './clock.ts';

/** The clock of this machine. The wall clock has sub-millisecond steps, which `Date.now()` lacks. */
export const systemClock: Clock = {
  now: () => Date.now() + subMillisecond(),
  mono: () => performance.now(),
};

/** Fraction of the current millisecond by the monotonic clock's offset, refreshed against wall-clock steps. */
function subMillisecond(): number {
  const precise = performance.timeOrigin + performance.now();
  const coarse = Date.now();
  const fraction = precise - coarse;
  return fraction > 0 && fraction < 1 ? fraction : 0;
}

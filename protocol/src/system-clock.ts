import type { Clock } from './clock.ts';

/** `Date.now()` tells whole milliseconds: the wall clock is less than this beyond it. */
const COARSE_MS = 1;

/** Distance of the wall clock from the monotonic one, ms; kept so that `Date.now()` agrees in its whole milliseconds. */
let wallMinusMono = performance.timeOrigin;

/** The clock of this machine. The wall clock has sub-millisecond steps, which `Date.now()` lacks. */
export const systemClock: Clock = {
  now() {
    const before = performance.now();
    const coarse = Date.now();
    const after = performance.now();
    // The wall clock may be set or slewed after the start, so each reading bounds the distance anew. One that was
    // interrupted between the clocks bounds it less closely, but never wrongly.
    wallMinusMono = Math.max(coarse - after, Math.min(coarse + COARSE_MS - before, wallMinusMono));
    return after + wallMinusMono;
  },
  mono: () => performance.now(),
};

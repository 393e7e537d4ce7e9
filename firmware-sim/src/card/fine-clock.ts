/** What a card needs to know of time. */
export interface CardTime {
  /** Monotonic ms of this process. */
  mono(): number;
  /** Wall clock (Unix ms, with fractions) at a monotonic moment near the present. */
  wallOf(mono: number): number;
}

/** Greater than what whole milliseconds and a late look can explain. */
const STEP_MS = 3;
const EDGES = 3;

/**
 * The wall clock to some microseconds. `Date.now()` tells whole milliseconds, so the distance to the monotonic clock
 * is measured at the edges where it changes. Steps of the wall clock and time asleep are noticed and measured anew.
 */
export class FineClock implements CardTime {
  #offsetMs = measureOffset();

  mono(): number {
    return performance.now();
  }

  wallOf(mono: number): number {
    const expected = performance.now() + this.#offsetMs;
    if (Math.abs(Date.now() - expected) > STEP_MS) this.#offsetMs = measureOffset();
    return mono + this.#offsetMs;
  }
}

/** Wall minus monotonic, ms: the greatest of some edges, for being interrupted can only make one look smaller. */
function measureOffset(): number {
  let offset = -Infinity;
  for (let edge = 0; edge < EDGES; edge++) {
    const before = Date.now();
    let wall = before;
    while (wall === before) wall = Date.now();
    offset = Math.max(offset, wall - performance.now());
  }
  return offset;
}

/** Where the server's clock stands, and where its machine's, as distances from the monotonic clock, ms. */
interface Offsets {
  served: number;
  machine: number;
}

/** Most by which the clock is bent, ms per ms: a pole follows this together with the errors of two crystals. */
const SLEW = 100e-6;
/** What a look at two clocks may be off by, ms: following it would only set the poles apart from each other. */
const LIKE_MS = 1;
/** Bent, never stepped, ms. */
const SMALL_MS = 5;
/** A clock that is wrong by more than this misses its plans: set at once, whatever sounds, ms. */
const MOST_HELD_MS = 10_000;

/**
 * The distance that the server's clock has next, `sinceMs` after it was last looked at. A machine's clock that was set is
 * followed at once while all is quiet. While something sounds it is only drawn near: every pole places its sound by this
 * clock, and a step would tear the sound of all of them.
 */
export function steadyOffset({ served, machine }: Offsets, sinceMs: number, isSounding: boolean): number {
  const ahead = machine - served;
  if (Math.abs(ahead) <= LIKE_MS) return served;
  const mayStep = Math.abs(ahead) > (isSounding ? MOST_HELD_MS : SMALL_MS);
  if (mayStep) return machine;
  const most = Math.max(0, sinceMs) * SLEW;
  return served + Math.max(-most, Math.min(most, ahead));
}

/** What decides when the server is asked for the time again. */
export interface AskingFacts {
  /** The last try failed. */
  isAway: boolean;
  /** What queues add to a usual exchange, ms. */
  jitterMs: number;
  /** Exchanges of the last minute, and since the server was found (again). */
  lastMinute: number;
  sinceFound: number;
  /** A live broadcast sounds or is about to: all poles are to be at the same syllable. */
  isLive: boolean;
  /** Something planned begins within `DUE_WITHIN_MS`. */
  isDue: boolean;
}

const RETRY_MS = 5000;
const CALM_MS = 30_000;
/** A clock that was asked so lately is not set in the middle of what it lets begin. */
const CLOSE_MS = 5000;
const LIVE_RESTLESS_MS = 2000;
const SHARPEN_MS = 250;
/** A line whose queues add less than this tells the time well enough by a few exchanges, ms: poles are to be so close. */
const RESTLESS_MS = 0.5;
/** So long before a planned beginning the server is asked more often: the pause before may be a calm one, ms. */
export const DUE_WITHIN_MS = CALM_MS + CLOSE_MS;
/** On a restless line so many exchanges find ways that no queue delayed. */
const ENOUGH = 40;

/**
 * Pause before the next exchange, ms. Calm, it is half a minute (an exchange is about 1 kB). A line with jitter is asked
 * quickly until forty exchanges lie in hand, once when it was found and again for a live broadcast. Before a planned
 * beginning a whole province asks, so five seconds are enough there.
 */
export function pauseBeforeAsking(facts: AskingFacts): number {
  const { isAway, jitterMs, lastMinute, sinceFound, isLive, isDue } = facts;
  if (isAway) return RETRY_MS;
  const isRestless = jitterMs > RESTLESS_MS;
  if (isRestless && (isLive ? lastMinute : sinceFound) < ENOUGH) return SHARPEN_MS;
  if (!isLive) return isDue ? CLOSE_MS : CALM_MS;
  return isRestless ? LIVE_RESTLESS_MS : CLOSE_MS;
}

/** Whether one of the planned beginnings (wall ms) lies so near ahead that the server is asked more often. */
export function isDueSoon(startAts: readonly number[], now: number): boolean {
  return startAts.some((startAt) => startAt > now && startAt - now <= DUE_WITHIN_MS);
}

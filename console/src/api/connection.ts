/** How the console stands with the server. Times are the server's wall clock (Unix ms). */
export interface Connection {
  isOpen: boolean;
  /** When the last message of any kind came; null before the first. */
  lastMessageAt: number | null;
  /** The server's clock minus the browser's (ms). */
  offsetMs: number;
  /** Which run of the server was reached last; another one has lost every microphone. Null before the first. */
  bootId: string | null;
}

export const UNCONNECTED: Connection = { isOpen: false, lastMessageAt: null, offsetMs: 0, bootId: null };

const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 8_000;

/** Browsers themselves slow down a page whose WebSockets fail again and again, so that growing slowly does no harm. */
const GROWTH = 1.05;

/**
 * How long to wait before the `tries`th attempt (from 0) to reach the server again (ms): a server that restarts is found
 * within half a second, and one that stays away is asked every eight seconds in the end.
 */
export function waitBefore(tries: number): number {
  return Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * GROWTH ** Math.min(tries, 999));
}

/** The server says something at least every 10 s; two and a half of these, and the figures are old. */
export const STALE_AFTER_MS = 25_000;
/** A line that comes back at once is no news. */
const BLINK_MS = 4_000;

/** Since when the figures on the screen are old (server's wall ms), or null while they are fresh. */
export function staleSince(connection: Connection, now: number): number | null {
  const { isOpen, lastMessageAt } = connection;
  if (lastMessageAt === null) return null;
  const silentMs = now - lastMessageAt;
  if (silentMs > STALE_AFTER_MS || (!isOpen && silentMs > BLINK_MS)) return lastMessageAt;
  return null;
}

/** How the console stands with the server. Times are the server's wall clock (Unix ms). */
export interface Connection {
  isOpen: boolean;
  /** When the last message of any kind came; null before the first. */
  lastMessageAt: number | null;
  /** The server's clock minus the browser's (ms). */
  offsetMs: number;
}

export const UNCONNECTED: Connection = { isOpen: false, lastMessageAt: null, offsetMs: 0 };

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

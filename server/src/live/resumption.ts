import type { BroadcastRecord } from '../schedule/broadcast-record.ts';

/**
 * A broadcast that was on air so shortly before is taken up again, ms. After a longer silence nobody knows any more who
 * stands beside an open microphone.
 */
export const RESUMABLE_MS = 120_000;

/**
 * Whether a live broadcast that nobody has stopped may be taken up again after a start of the server. `lastOnAirAt`: when
 * the server was last on air, undefined when that is not known; both in wall ms.
 */
export function isResumable(
  { profile, cancelledAt }: Pick<BroadcastRecord, 'profile' | 'cancelledAt'>,
  lastOnAirAt: number | undefined,
  now: number,
): boolean {
  if (profile === null || cancelledAt !== null || lastOnAirAt === undefined) return false;
  // A clock that has gone back tells as little as one that has run far ahead.
  return Math.abs(now - lastOnAirAt) <= RESUMABLE_MS;
}

import type { AreaRank, Occurrence, Plan, PriorityClass } from '@loa/protocol';

/** A stored broadcast of one cluster with its recording, as the rows hold it. */
export interface DueBroadcast {
  broadcastId: string;
  title: string;
  class: PriorityClass;
  rank: AreaRank;
  startAt: number;
  latestStartAt: number;
  latestEndAt: number;
  sha256: string;
  bytes: number;
  durationMs: number;
}

const DAY_MS = 86_400_000;
export const PLAN_AHEAD_MS = 7 * DAY_MS;
/** What began this long ago may still be running; it stays in the plan until its latest end. */
export const PLAN_BEHIND_MS = DAY_MS;
/** As many as the schema of the message allows. */
const MOST_OCCURRENCES = 2000;

/** The plan of one cluster at `now` (wall ms). Where there are too many, it ends earlier and says so. */
export function planOf(due: readonly DueBroadcast[], now: number): Plan {
  const sorted = due.filter((one) => belongs(one, now)).sort(bySoonest);
  const firstLeftOut = sorted[MOST_OCCURRENCES];
  return {
    completeUntil: firstLeftOut?.startAt ?? now + PLAN_AHEAD_MS,
    occurrences: sorted.slice(0, MOST_OCCURRENCES).map(toOccurrence),
  };
}

function belongs(one: DueBroadcast, now: number): boolean {
  return one.latestEndAt > now && one.startAt >= now - PLAN_BEHIND_MS && one.startAt < now + PLAN_AHEAD_MS;
}

function bySoonest(a: DueBroadcast, b: DueBroadcast): number {
  return a.startAt - b.startAt || (a.broadcastId < b.broadcastId ? -1 : 1);
}

function toOccurrence({ sha256, bytes, durationMs, ...rest }: DueBroadcast): Occurrence {
  return { ...rest, media: { sha256, bytes, durationMs } };
}

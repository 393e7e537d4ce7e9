import type { Broadcast, BroadcastState, Counts } from '@loa/protocol';
import type { BroadcastRecord } from './broadcast-record.ts';

/** What is known of a broadcast beyond its row. */
export interface BroadcastFacts {
  counts: Counts;
  /** Clusters on which it gave way and is to resume. */
  suspended: number;
}

/** Poles start and end by their own clocks and say so a little later; this long (ms) the plan is believed over them. */
const REPORT_DELAY_MS = 15_000;

export function stateOf(record: BroadcastRecord, facts: BroadcastFacts, now: number): BroadcastState {
  if (record.cancelledAt !== null) return 'cancelled';
  return record.kind === 'live' ? liveState(record, now) : storedState(record, facts, now);
}

/** The row and what is known, as screens see it at `now` (wall ms). */
export function toBroadcast(record: BroadcastRecord, facts: BroadcastFacts, now: number): Broadcast {
  const { id, kind, title, rank, targets, clusterIds, startAt, endAt, latestEndAt } = record;
  return {
    id,
    kind,
    title,
    class: record.class,
    rank,
    targets,
    clusterIds,
    state: stateOf(record, facts, now),
    startAt,
    endAt,
    latestEndAt,
    mediaId: record.mediaId,
    profile: record.profile,
    createdBy: record.createdByName,
    createdAt: record.createdAt,
    recorded: record.recording !== null && record.endAt !== null && record.endAt <= now,
    counts: facts.counts,
  };
}

function liveState(record: BroadcastRecord, now: number): BroadcastState {
  if (record.endAt !== null && record.endAt <= now) return 'ended';
  return record.startAt > now ? 'planned' : 'sounding';
}

/** Past its planned end it still sounds where it started late or gave way in between, until its latest end. */
function storedState(record: BroadcastRecord, facts: BroadcastFacts, now: number): BroadcastState {
  if (now < record.startAt) return 'planned';
  if (now < (record.endAt ?? Infinity)) return 'sounding';
  const mayGoOn = now < (record.latestEndAt ?? record.endAt ?? 0) + REPORT_DELAY_MS;
  return mayGoOn && facts.counts.sounding + facts.suspended > 0 ? 'sounding' : 'ended';
}

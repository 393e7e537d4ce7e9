import { LoaError, type NewBroadcast } from '@loa/protocol';
import type { NewBroadcastRecord } from './broadcast-record.ts';
import type { AllowedTargets } from './rank.ts';

/** A console that starts something "now" needs a moment to say so (ms). */
const PAST_GRACE_MS = 5_000;
const HALF_HOUR_MS = 1_800_000;
/** A plan reaches back one day for what still runs. */
const LONGEST_STAY_MS = 86_400_000;

/** A recording that can be aired. */
export interface AirableMedia {
  id: string;
  durationMs: number;
}

export interface Proposal {
  id: string;
  request: NewBroadcast;
  media: AirableMedia;
  allowed: AllowedTargets;
  createdBy: string;
}

/** Latest end where nobody set one (wall ms): twice the length, or 30 min more than the length, whichever is later. */
export function defaultLatestEnd(startAt: number, durationMs: number): number {
  return startAt + Math.max(2 * durationMs, durationMs + HALF_HOUR_MS);
}

/** The record of a new stored broadcast. Throws `schedule.in-the-past`, or `input.invalid` for an impossible end. */
export function planBroadcast(
  { id, request, media, allowed, createdBy }: Proposal,
  now: number,
): NewBroadcastRecord {
  const { title, targets, startAt } = request;
  if (startAt < now - PAST_GRACE_MS) throw new LoaError('schedule.in-the-past', { startAt, now });
  const latestEndAt = request.latestEndAt ?? defaultLatestEnd(startAt, media.durationMs);
  const stayMs = latestEndAt - startAt;
  if (stayMs < media.durationMs || stayMs > Math.max(LONGEST_STAY_MS, media.durationMs)) {
    throw new LoaError('input.invalid', { field: 'latestEndAt', latestEndAt, durationMs: media.durationMs });
  }
  return {
    id,
    kind: 'stored',
    title,
    class: request.class,
    rank: allowed.rank,
    targets,
    clusterIds: allowed.clusterIds,
    startAt,
    endAt: startAt + media.durationMs,
    latestStartAt: latestEndAt,
    latestEndAt,
    mediaId: media.id,
    profile: null,
    cancelledAt: null,
    createdBy,
    createdAt: now,
    recording: null,
  };
}

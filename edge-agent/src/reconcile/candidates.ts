import type { Desired, Plan } from '@loa/protocol';
import type { Candidate } from './turn-board.ts';

/** No live broadcast lasts so long (wall ms): the end of one that nobody has stopped yet. */
const OPEN_END = 8.64e15;

export interface CandidateFacts {
  /** What the server wants now and for the coming days; null where nothing valid is in hand. */
  desired: Desired | null;
  plan: Plan | null;
  /** SHA-256 of the files that lie here, whole and checked. */
  present: ReadonlySet<string>;
  isClockKnown: boolean;
  /** When the live session was first seen here, by this pole's clock (wall ms). */
  liveSeenAt: number;
  /** Its packets have been missing for so long that it must not keep others from sounding. */
  isLiveLost: boolean;
}

/** All who may want to sound on this pole. A live session needs no clock: it begins when it is seen. */
export function candidatesOf(facts: CandidateFacts): Candidate[] {
  return [...liveCandidate(facts), ...storedCandidates(facts)];
}

function liveCandidate({ desired, isClockKnown, liveSeenAt, isLiveLost }: CandidateFacts): Candidate[] {
  const live = desired?.live ?? null;
  if (live === null) return [];
  const { broadcastId: id, class: priorityClass, rank, startAt, endAt } = live;
  const until = isClockKnown ? (endAt ?? OPEN_END) : OPEN_END;
  const contender = {
    id,
    class: priorityClass,
    rank,
    startAt: isClockKnown ? startAt : liveSeenAt,
    latestStartAt: until,
    latestEndAt: until,
    durationMs: null,
  };
  return [{ contender, kind: 'live', readiness: isLiveLost ? 'no-media' : 'yes' }];
}

function storedCandidates({ plan, present, isClockKnown }: CandidateFacts): Candidate[] {
  return (plan?.occurrences ?? []).map((occurrence) => {
    const {
      broadcastId: id,
      class: priorityClass,
      rank,
      startAt,
      latestStartAt,
      latestEndAt,
      media,
    } = occurrence;
    const contender = {
      id,
      class: priorityClass,
      rank,
      startAt,
      latestStartAt,
      latestEndAt,
      durationMs: media.durationMs,
    };
    const readiness = !present.has(media.sha256) ? 'no-media' : isClockKnown ? 'yes' : 'no-clock';
    return { contender, kind: 'stored', readiness };
  });
}

import type { Desired, Plan, PriorityClass } from '@loa/protocol';
import type { Candidate } from './turn-board.ts';

/** No live broadcast lasts so long (wall ms): the end of one that nobody has stopped yet. */
const OPEN_END = 8.64e15;

export interface CandidateFacts {
  /** What the server wants now and for the coming days; null where nothing valid is in hand. */
  desired: Desired | null;
  plan: Plan | null;
  /** Whether the server itself has sent the plan, or vouched for it anew, since this program started. */
  isPlanFresh: boolean;
  /** SHA-256 of the files that lie here, whole and checked. */
  present: ReadonlySet<string>;
  isClockKnown: boolean;
  /** When the live session was first seen here, by this pole's clock (wall ms). */
  liveSeenAt: number;
  /** Its packets have been missing for so long that it must not keep others from sounding. */
  isLiveLost: boolean;
}

/**
 * All who may want to sound on this pole. A live session needs no clock: it begins when it is seen. A stored emergency
 * goes by the time as far as it can be guessed, if the server has just vouched for it; from the disk alone it could be
 * one of before the power cut.
 */
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

function storedCandidates(facts: CandidateFacts): Candidate[] {
  const { plan, present } = facts;
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
    const readiness = readinessOf(facts, priorityClass, present.has(media.sha256));
    return { contender, kind: 'stored', readiness };
  });
}

// Without its file nothing is missed either while the time is not known.
function readinessOf(
  { isClockKnown, isPlanFresh }: CandidateFacts,
  priorityClass: PriorityClass,
  hasMedia: boolean,
): Candidate['readiness'] {
  if (isClockKnown) return hasMedia ? 'yes' : 'no-media';
  return hasMedia && isPlanFresh && priorityClass === 'emergency' ? 'guess' : 'no-clock';
}

import {
  comparePrecedence,
  type AreaRank,
  type BroadcastPreview,
  type Contender,
  type PriorityClass,
} from '@loa/protocol';
import type { BroadcastRecord } from './broadcast-record.ts';

/** A broadcast that does not exist yet. */
export interface Intended {
  class: PriorityClass;
  rank: AreaRank;
  startAt: number;
  endAt: number;
  clusterIds: readonly string[];
}

/** Sorts after every id, so that on an exact tie the newcomer is the one that gives way. */
const NOT_NAMED_YET = '~';

/** What else is planned on the same clusters at the same time, soonest first, and who gives way. */
export function overlapsOf(
  intended: Intended,
  others: readonly BroadcastRecord[],
): BroadcastPreview['overlaps'] {
  const own = new Set(intended.clusterIds);
  return others
    .filter((other) => other.cancelledAt === null && meetsInTime(intended, other))
    .map((other) => ({
      broadcastId: other.id,
      title: other.title,
      startAt: other.startAt,
      clusters: other.clusterIds.filter((id) => own.has(id)).length,
      givesWay: giverOfWay(intended, other),
    }))
    .filter(({ clusters }) => clusters > 0)
    .sort((a, b) => a.startAt - b.startAt);
}

/** A live broadcast has no end before somebody stops it. */
function meetsInTime(intended: Intended, other: BroadcastRecord): boolean {
  return other.startAt < intended.endAt && intended.startAt < (other.endAt ?? Infinity);
}

function giverOfWay(intended: Intended, other: BroadcastRecord): 'other' | 'this' {
  const goesFirst = comparePrecedence(contenderOf(NOT_NAMED_YET, intended), contenderOf(other.id, other)) < 0;
  return goesFirst ? 'other' : 'this';
}

function contenderOf(
  id: string,
  { class: priority, rank, startAt }: Pick<Intended, 'class' | 'rank' | 'startAt'>,
): Contender {
  return {
    id,
    class: priority,
    rank,
    startAt,
    latestStartAt: Infinity,
    latestEndAt: Infinity,
    durationMs: null,
  };
}

import { comparePrecedence, type AreaRank, type Contender, type PriorityClass } from '@loa/protocol';

/** A live broadcast on air, or about to be. */
export interface AiredLive {
  draft: { id: string; class: PriorityClass; rank: AreaRank; clusterIds: readonly string[] };
  /** Wall ms. */
  startAt: number;
}

/** Whether others on air go first on every one of this broadcast's clusters: nobody would hear it. */
export function isHeldEverywhere(mine: AiredLive, others: readonly AiredLive[]): boolean {
  const ahead = others.filter((other) => comparePrecedence(contenderOf(other), contenderOf(mine)) < 0);
  const held = new Set(ahead.flatMap(({ draft }) => draft.clusterIds));
  return mine.draft.clusterIds.length > 0 && mine.draft.clusterIds.every((id) => held.has(id));
}

function contenderOf({ draft, startAt }: AiredLive): Contender {
  return {
    id: draft.id,
    class: draft.class,
    rank: draft.rank,
    startAt,
    latestStartAt: Infinity,
    latestEndAt: Infinity,
    durationMs: null,
  };
}

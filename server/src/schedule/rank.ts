import type { AreaRank } from '@loa/protocol';
import type { AreaTree } from '../areas/area-tree.ts';

/** Where an account may air something, and on whose behalf it speaks there. */
export interface AllowedTargets {
  clusterIds: string[];
  rank: AreaRank;
}

const HIGHEST_FIRST: readonly AreaRank[] = ['nation', 'province', 'commune', 'hamlet'];

/**
 * On whose behalf somebody speaks: their own area's rank; without one, that of the highest area they chose, and a
 * commune's where they chose only zones or clusters.
 */
export function rankOf(
  accountAreaId: string | null,
  targetAreaIds: readonly string[],
  tree: AreaTree,
): AreaRank {
  const areaIds = accountAreaId === null ? targetAreaIds : [accountAreaId];
  const ranks = new Set(areaIds.map((id) => tree.find(id)?.rank));
  return HIGHEST_FIRST.find((rank) => ranks.has(rank)) ?? 'commune';
}

/** True when `rank` stands as high as `other` or higher. */
export function isAtLeast(rank: AreaRank, other: AreaRank): boolean {
  return HIGHEST_FIRST.indexOf(rank) <= HIGHEST_FIRST.indexOf(other);
}

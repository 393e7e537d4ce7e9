import type { Area, AreaRank } from '@loa/protocol';
import type { AreaTree } from './area-tree.ts';

const ORDER: Record<AreaRank, number> = { nation: 0, province: 1, commune: 2, hamlet: 3 };

/**
 * The field by which an area does not fit where it is to stand, or undefined. It lies under an existing area of a
 * higher rank (districts ended, so ranks may be left out), and above none of a higher one.
 */
export function faultOfPlace(tree: AreaTree, area: Area): 'parentId' | 'rank' | undefined {
  const [, ...below] = tree.below(area.id);
  if (below.some((id) => ORDER[tree.find(id)?.rank ?? 'hamlet'] < ORDER[area.rank])) return 'rank';
  if (area.parentId === null) return undefined;
  const parent = tree.find(area.parentId);
  if (parent === undefined || tree.path(parent.id).includes(area.id)) return 'parentId';
  // Hamlets, quarters and groups of houses are all of the lowest rank and may lie in one another.
  const isInOrder =
    ORDER[parent.rank] < ORDER[area.rank] || (parent.rank === 'hamlet' && area.rank === 'hamlet');
  return isInOrder ? undefined : 'rank';
}

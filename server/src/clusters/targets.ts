import type { Targets, Zone } from '@loa/protocol';
import type { AreaTree } from '../areas/area-tree.ts';

export interface Places {
  tree: Pick<AreaTree, 'below'>;
  zones: readonly Pick<Zone, 'id' | 'clusterIds'>[];
  /** Those that may sound at all. */
  clusters: readonly { id: string; areaId: string }[];
}

/** Ids of the union of areas (with all below), zones and single clusters; each once, sorted. */
export function chosenClusters(targets: Targets, { tree, zones, clusters }: Places): string[] {
  const areaIds = new Set(targets.areaIds.flatMap((id) => tree.below(id)));
  const zoneIds = new Set(targets.zoneIds);
  const named = new Set([
    ...targets.clusterIds,
    ...zones.filter(({ id }) => zoneIds.has(id)).flatMap(({ clusterIds }) => clusterIds),
  ]);
  return clusters
    .filter(({ id, areaId }) => named.has(id) || areaIds.has(areaId))
    .map(({ id }) => id)
    .sort();
}

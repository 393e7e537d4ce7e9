import type { ConsoleEvent } from '@loa/protocol';

/** What an account may see; null for everything. */
export interface Sight {
  areas: ReadonlySet<string> | null;
  clusters: ReadonlySet<string> | null;
}

/** Events without clusters go to all, except recordings that belong to somebody else's area. */
export function mayReceive(sight: Sight, event: ConsoleEvent, clusterIds?: readonly string[]): boolean {
  const { areas, clusters } = sight;
  if (event.type === 'media' && event.media.areaId !== null && areas !== null) {
    return areas.has(event.media.areaId);
  }
  return clusterIds === undefined || clusters === null || clusterIds.some((id) => clusters.has(id));
}

/** Clusters that were seen before and are not now. Whoever saw all of them has nothing to compare with. */
export function lostClusters(before: Sight, now: Sight): string[] {
  if (before.clusters === null || now.clusters === null) return [];
  const { clusters } = now;
  return [...before.clusters].filter((id) => !clusters.has(id));
}

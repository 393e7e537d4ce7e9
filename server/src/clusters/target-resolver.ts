import type { Targets } from '@loa/protocol';
import type { AreaStore } from '../areas/area-store.ts';
import type { ClusterStore } from './cluster-store.ts';
import { chosenClusters } from './targets.ts';
import type { ZoneStore } from './zone-store.ts';

/** Finds the clusters that targets mean now. */
export class TargetResolver {
  readonly #areas: AreaStore;
  readonly #zones: ZoneStore;
  readonly #clusters: ClusterStore;

  constructor({ areas, zones, clusters }: { areas: AreaStore; zones: ZoneStore; clusters: ClusterStore }) {
    this.#areas = areas;
    this.#zones = zones;
    this.#clusters = clusters;
  }

  /** Enrolled and waiting clusters, without revoked ones; each once, sorted. Unknown targets add nothing. */
  async resolve(targets: Targets): Promise<{ clusterIds: string[] }> {
    const [tree, zones, clusters] = await Promise.all([
      this.#areas.tree(),
      this.#zones.list(),
      this.#clusters.list(),
    ]);
    const clusterIds = chosenClusters(targets, {
      tree,
      zones,
      clusters: clusters.filter(({ revokedAt }) => revokedAt === null),
    });
    return { clusterIds };
  }
}

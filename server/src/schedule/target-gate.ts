import { LoaError, type Account, type AreaRank, type Targets } from '@loa/protocol';
import type { AreaTree } from '../areas/area-tree.ts';
import { rankOf, type AllowedTargets } from './rank.ts';

export interface TargetGateParts {
  resolver: { resolve(targets: Targets): Promise<{ clusterIds: string[] }> };
  /** Ids of the clusters that an account acts on; null for all. */
  gatekeeper: { visibleClusters(account: Account): Promise<ReadonlySet<string> | null> };
  areas: { tree(): Promise<AreaTree> };
}

/** Turns targets into clusters, for accounts that may act on all of them. */
export class TargetGate {
  readonly #parts: TargetGateParts;

  constructor(parts: TargetGateParts) {
    this.#parts = parts;
  }

  /** Throws `schedule.no-clusters` for empty targets, `access.forbidden` where one cluster lies outside. */
  async allow(account: Account, targets: Targets): Promise<AllowedTargets> {
    const { clusterIds } = await this.#parts.resolver.resolve(targets);
    if (clusterIds.length === 0) throw new LoaError('schedule.no-clusters');
    await this.requireAll(account, clusterIds);
    return { clusterIds, rank: await this.rankOf(account, targets) };
  }

  /** Throws `access.forbidden` unless the account acts on every one of the clusters. */
  async requireAll(account: Account, clusterIds: readonly string[]): Promise<void> {
    const own = await this.visibleOf(account);
    const outside = own === null ? [] : clusterIds.filter((id) => !own.has(id));
    if (outside.length > 0) throw new LoaError('access.forbidden', { clusterIds: outside.slice(0, 20) });
  }

  async rankOf(account: Account, targets: Targets): Promise<AreaRank> {
    return rankOf(account.areaId, targets.areaIds, await this.#parts.areas.tree());
  }

  /** Ids of the clusters that the account acts on; null for all. */
  async visibleOf(account: Account): Promise<ReadonlySet<string> | null> {
    return this.#parts.gatekeeper.visibleClusters(account);
  }
}

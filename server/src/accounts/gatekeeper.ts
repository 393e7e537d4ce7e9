import type { FastifyRequest } from 'fastify';
import { LoaError, type Account } from '@loa/protocol';
import type { AreaStore } from '../areas/area-store.ts';
import type { ClusterStore } from '../clusters/cluster-store.ts';
import { may, type Action } from './permission.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who is signed in, by the session cookie; null for nobody. */
    account: Account | null;
  }
}

/** Lets a request in or throws why not. */
export class Gatekeeper {
  readonly #areas: AreaStore;
  readonly #clusters: ClusterStore;

  constructor({ areas, clusters }: { areas: AreaStore; clusters: ClusterStore }) {
    this.#areas = areas;
    this.#clusters = clusters;
  }

  /** Throws `access.signed-out` when nobody is signed in. */
  requireAccount(request: Pick<FastifyRequest, 'account'>): Account {
    if (request.account === null) throw new LoaError('access.signed-out');
    return request.account;
  }

  /**
   * Throws `access.forbidden` unless the account may do this in the area. `null` asks about the role alone: whether
   * the account may do this anywhere; filter what you answer by `visibleAreas`, or check each area that is touched.
   */
  async requirePermission(
    request: Pick<FastifyRequest, 'account'>,
    action: Action,
    areaId: string | null,
  ): Promise<Account> {
    const account = this.requireAccount(request);
    const path = areaId === null ? [] : (await this.#areas.tree()).path(areaId);
    const isAllowed = may(account, action, areaId === null ? [] : [areaId, ...path]);
    if (!isAllowed) throw new LoaError('access.forbidden', { action });
    return account;
  }

  /** Throws `access.forbidden` unless the account may do this on every one of the clusters. */
  async requireClusters(
    request: Pick<FastifyRequest, 'account'>,
    action: Action,
    clusterIds: readonly string[],
  ): Promise<Account> {
    const account = await this.requirePermission(request, action, null);
    const own = await this.visibleClusters(account);
    const foreign = own === null ? undefined : clusterIds.find((id) => !own.has(id));
    if (foreign !== undefined) throw new LoaError('access.forbidden', { action, clusterId: foreign });
    return account;
  }

  /** Ids of the areas that the account acts on; null for all. */
  async visibleAreas({ areaId }: Pick<Account, 'areaId'>): Promise<Set<string> | null> {
    return areaId === null ? null : new Set((await this.#areas.tree()).below(areaId));
  }

  /** Ids of the clusters that the account acts on; null for all. */
  async visibleClusters(account: Pick<Account, 'areaId'>): Promise<Set<string> | null> {
    const areas = await this.visibleAreas(account);
    if (areas === null) return null;
    const clusters = await this.#clusters.list();
    return new Set(clusters.filter(({ areaId }) => areas.has(areaId)).map(({ id }) => id));
  }
}

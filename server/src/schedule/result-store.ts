import type { Kysely } from 'kysely';
import type { Tables } from '../storage/schema.ts';

/** What one cluster played of one broadcast, over all the pieces that it played it in; null before its first record. */
export interface ClusterResult {
  clusterId: string;
  name: string;
  playedMs: number | null;
  heardMs: number | null;
  /** Of its last piece. */
  outcome: 'completed' | 'cut' | 'missed' | null;
}

/** Reads the poles' own records of what they played. */
export class ResultStore {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  /** One result for every targeted cluster, by its name. */
  async resultsOf(broadcastId: string): Promise<ClusterResult[]> {
    const rows = await this.#db
      .selectFrom('broadcastCluster as target')
      .leftJoin('cluster', 'cluster.id', 'target.clusterId')
      .leftJoin('playlog', (join) =>
        join
          .onRef('playlog.clusterId', '=', 'target.clusterId')
          .onRef('playlog.broadcastId', '=', 'target.broadcastId'),
      )
      .select(['target.clusterId', 'cluster.name', 'playlog.playedMs', 'playlog.heardMs', 'playlog.outcome'])
      .where('target.broadcastId', '=', broadcastId)
      .orderBy('cluster.name')
      .orderBy('target.clusterId')
      .orderBy('playlog.number')
      .execute();
    const results = new Map<string, ClusterResult>();
    for (const row of rows) results.set(row.clusterId, addPiece(results.get(row.clusterId), row));
    return [...results.values()];
  }

  /** Of each broadcast, on how many clusters sound was measured; a broadcast without any is absent. */
  async heardCounts(broadcastIds: readonly string[]): Promise<Map<string, number>> {
    if (broadcastIds.length === 0) return new Map();
    const rows = await this.#db
      .selectFrom('playlog')
      .select(['broadcastId', ({ fn }) => fn.count<number>('clusterId').distinct().as('heard')])
      .where('broadcastId', 'in', broadcastIds)
      .where('heardMs', '>', 0)
      .groupBy('broadcastId')
      .execute();
    return new Map(rows.map(({ broadcastId, heard }) => [broadcastId, Number(heard)]));
  }
}

type Piece = Omit<ClusterResult, 'name'> & { name: string | null };

function addPiece(before: ClusterResult | undefined, piece: Piece): ClusterResult {
  return {
    clusterId: piece.clusterId,
    name: piece.name ?? piece.clusterId,
    playedMs: sum(before?.playedMs, piece.playedMs),
    heardMs: sum(before?.heardMs, piece.heardMs),
    outcome: piece.outcome,
  };
}

function sum(before: number | null | undefined, more: number | null): number | null {
  return more === null ? null : (before ?? 0) + more;
}

import type { Kysely } from 'kysely';
import type { Tables } from '../storage/schema.ts';
import type { DueBroadcast } from './planner.ts';

/** Stored broadcasts of one cluster, joined with their prepared recordings. */
export class DueStore {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  /** Those not cancelled that begin before `to` and may sound after `from` (wall ms). */
  async dueOf(clusterId: string, { from, to }: { from: number; to: number }): Promise<DueBroadcast[]> {
    const rows = await this.#db
      .selectFrom('broadcastCluster')
      .innerJoin('broadcast', 'broadcast.id', 'broadcastCluster.broadcastId')
      .innerJoin('media', 'media.id', 'broadcast.mediaId')
      .where('broadcastCluster.clusterId', '=', clusterId)
      .where('broadcast.kind', '=', 'stored')
      .where('broadcast.cancelledAt', 'is', null)
      .where('broadcast.startAt', '<', to)
      .where('broadcast.latestEndAt', '>', from)
      .select(['broadcast.id as broadcastId', 'broadcast.title', 'broadcast.class', 'broadcast.rank'])
      .select(['broadcast.startAt', 'broadcast.latestStartAt', 'broadcast.latestEndAt'])
      .select(['media.sha256', 'media.bytes', 'media.durationMs'])
      .execute();
    return rows.filter(isWhole);
  }
}

type Whole<Row> = { [Key in keyof Row]: NonNullable<Row[Key]> };

function isWhole<Row extends object>(row: Row): row is Row & Whole<Row> {
  return Object.values(row).every((value) => value !== null);
}

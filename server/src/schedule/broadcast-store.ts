import { sql, type Insertable, type Kysely, type Selectable } from 'kysely';
import type { Targets } from '@loa/protocol';
import { NO_RESERVE, type SpareRoom } from '../storage/reserve-keeper.ts';
import type { Tables } from '../storage/schema.ts';
import type { BroadcastRecord, NewBroadcastRecord } from './broadcast-record.ts';

type BroadcastRow = Selectable<Tables['broadcast']>;

export type { BroadcastRecord, NewBroadcastRecord };

/** A stretch of wall-clock time, `to` excluded. */
export interface TimeRange {
  from: number;
  to: number;
}

const ROWS_PER_INSERT = 400;
const FAR_FUTURE = 8.64e15;

/** Rows of stored and live broadcasts. */
export class BroadcastStore {
  readonly #db: Kysely<Tables>;
  readonly #room: SpareRoom;

  constructor(db: Kysely<Tables>, room: SpareRoom = NO_RESERVE) {
    this.#db = db;
    this.#room = room;
  }

  async insert(record: NewBroadcastRecord): Promise<void> {
    await this.#room.write(() => this.#insert(record));
  }

  async find(id: string): Promise<BroadcastRecord | undefined> {
    const row = await this.#rows().where('broadcast.id', '=', id).executeTakeFirst();
    return row === undefined ? undefined : toRecord(row, await this.clustersOf(id));
  }

  /** Broadcasts of both kinds, cancelled ones too, that may sound at some moment of the range; soonest first. */
  async list({ from, to }: TimeRange): Promise<BroadcastRecord[]> {
    const rows = await this.#rows()
      .where('broadcast.startAt', '<', to)
      .where(lastMoment, '>', from)
      .orderBy('broadcast.startAt')
      .orderBy('broadcast.id')
      .execute();
    return this.#withClusters(rows, from, to);
  }

  /** Live broadcasts that nobody has stopped; after a start of the server, those that its end cut off. */
  async listUnstoppedLive(): Promise<BroadcastRecord[]> {
    const rows = await this.#rows()
      .where('broadcast.kind', '=', 'live')
      .where('broadcast.endAt', 'is', null)
      .execute();
    return Promise.all(rows.map(async (row) => toRecord(row, await this.clustersOf(row.id))));
  }

  /** Sorted ids of the targeted clusters; empty for an unknown broadcast. */
  async clustersOf(id: string): Promise<string[]> {
    const rows = await this.#db
      .selectFrom('broadcastCluster')
      .select('clusterId')
      .where('broadcastId', '=', id)
      .orderBy('clusterId')
      .execute();
    return rows.map((row) => row.clusterId);
  }

  /**
   * True while a stored broadcast that is neither cancelled nor past its latest end plays this recording. `db`: the
   * transaction that acts on the answer.
   */
  async needsMedia(mediaId: string, now: number, db = this.#db): Promise<boolean> {
    const row = await db
      .selectFrom('broadcast')
      .select('id')
      .where('mediaId', '=', mediaId)
      .where('cancelledAt', 'is', null)
      .where(lastMoment, '>', now)
      .executeTakeFirst();
    return row !== undefined;
  }

  async setEnd(id: string, endAt: number): Promise<void> {
    const change = this.#db.updateTable('broadcast').set({ endAt }).where('id', '=', id);
    await this.#room.write(() => change.execute());
  }

  /** `recording` is a file name in the recordings folder. */
  async setRecording(id: string, recording: string): Promise<void> {
    const change = this.#db.updateTable('broadcast').set({ recording }).where('id', '=', id);
    await this.#room.write(() => change.execute());
  }

  /** False when it was cancelled before. */
  async cancel(id: string, cancelledAt: number): Promise<boolean> {
    const result = await this.#db
      .updateTable('broadcast')
      .set({ cancelledAt })
      .where('id', '=', id)
      .where('cancelledAt', 'is', null)
      .executeTakeFirst();
    return result.numUpdatedRows > 0n;
  }

  async #insert(record: NewBroadcastRecord): Promise<void> {
    const { targets, clusterIds, ...columns } = record;
    const row: Insertable<Tables['broadcast']> = { ...columns, targetsJson: JSON.stringify(targets) };
    await this.#db.transaction().execute(async (trx) => {
      await trx.insertInto('broadcast').values(row).execute();
      for (let at = 0; at < clusterIds.length; at += ROWS_PER_INSERT) {
        const some = clusterIds.slice(at, at + ROWS_PER_INSERT);
        const rows = some.map((clusterId) => ({ broadcastId: record.id, clusterId }));
        await trx.insertInto('broadcastCluster').values(rows).execute();
      }
    });
  }

  #rows() {
    return this.#db
      .selectFrom('broadcast')
      .leftJoin('account', 'account.id', 'broadcast.createdBy')
      .selectAll('broadcast')
      .select('account.displayName as createdByName');
  }

  async #withClusters(rows: JoinedRow[], from: number, to: number): Promise<BroadcastRecord[]> {
    const pairs = await this.#db
      .selectFrom('broadcastCluster')
      .innerJoin('broadcast', 'broadcast.id', 'broadcastCluster.broadcastId')
      .select(['broadcastCluster.broadcastId', 'broadcastCluster.clusterId'])
      .where('broadcast.startAt', '<', to)
      .where(lastMoment, '>', from)
      .orderBy('broadcastCluster.clusterId')
      .execute();
    const clusters = new Map<string, string[]>(rows.map((row) => [row.id, []]));
    for (const { broadcastId, clusterId } of pairs) clusters.get(broadcastId)?.push(clusterId);
    return rows.map((row) => toRecord(row, clusters.get(row.id) ?? []));
  }
}

type JoinedRow = BroadcastRow & { createdByName: string | null };

const lastMoment = sql<number>`coalesce(broadcast."latestEndAt", broadcast."endAt", ${sql.lit(FAR_FUTURE)})`;

function toRecord(row: JoinedRow, clusterIds: string[]): BroadcastRecord {
  const { targetsJson, createdByName, ...columns } = row;
  const targets = JSON.parse(targetsJson) as Targets;
  return { ...columns, targets, clusterIds, createdByName: createdByName ?? row.createdBy };
}

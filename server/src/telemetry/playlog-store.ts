import type { Insertable, Selectable } from 'kysely';
import type { PlaylogEntry } from '@loa/protocol';
import type { Database } from '../storage/database.ts';
import type { Tables } from '../storage/schema.ts';

export type PlaylogRow = Selectable<Tables['playlog']>;

/** Rows of what the poles played and heard. */
export class PlaylogStore {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** False when this line of the pole was taken before: a pole repeats what nobody acknowledged. */
  async insert(row: Insertable<Tables['playlog']>): Promise<boolean> {
    return this.#db.transaction().execute(async (transaction) => {
      const { numInsertedOrUpdatedRows = 0n } = await transaction
        .insertInto('playlog')
        .values(row)
        .onConflict((conflict) => conflict.doNothing())
        .executeTakeFirst();
      await transaction
        .updateTable('cluster')
        .set({ playlogNumber: row.number })
        .where('id', '=', row.clusterId)
        .where('playlogNumber', '<', row.number)
        .execute();
      return numInsertedOrUpdatedRows > 0n;
    });
  }

  /**
   * A pole that is enrolled anew may count its lines from the beginning: those that are here move to numbers below
   * zero, in their order, so that none is taken for a repetition.
   */
  async startAnew(clusterId: string): Promise<void> {
    const { least, most } = await this.#db
      .selectFrom('playlog')
      .select(({ fn }) => [fn.min('number').as('least'), fn.max('number').as('most')])
      .where('clusterId', '=', clusterId)
      .executeTakeFirstOrThrow();
    if (least === null || most === null) return;
    // Beyond the whole present range, since SQLite sees a collision before the last row has moved.
    const shift = Math.max(most - least, most) + 1;
    await this.#db
      .updateTable('playlog')
      .set(({ eb }) => ({ number: eb('number', '-', shift) }))
      .where('clusterId', '=', clusterId)
      .execute();
  }

  /** The newest lines of one pole, newest first. */
  async listOfCluster(clusterId: string, limit: number): Promise<PlaylogEntry[]> {
    const rows = await this.#db
      .selectFrom('playlog')
      .selectAll()
      .where('clusterId', '=', clusterId)
      .orderBy('number', 'desc')
      .limit(limit)
      .execute();
    return rows.map(({ broadcastId, kind, startedAt, endedAt, playedMs, heardMs, silentMs, outcome }) => ({
      ...{ broadcastId, kind, startedAt, endedAt, playedMs, heardMs, silentMs, outcome },
    }));
  }

  async listOfBroadcast(broadcastId: string): Promise<PlaylogRow[]> {
    return this.#db.selectFrom('playlog').selectAll().where('broadcastId', '=', broadcastId).execute();
  }

  /** Which clusters measured sound, of all broadcasts that ended after `since` (wall ms). */
  async listHeard(since: number): Promise<{ broadcastId: string; clusterId: string }[]> {
    return this.#db
      .selectFrom('playlog')
      .select(['broadcastId', 'clusterId'])
      .distinct()
      .where('heardMs', '>', 0)
      .where('endedAt', '>=', since)
      .execute();
  }
}

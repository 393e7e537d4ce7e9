import type { Database } from '../storage/database.ts';

/** Rows of the enrolment codes; a code itself is never stored. */
export class EnrolmentCodeStore {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** The new code takes the place of earlier ones of the cluster that nobody used. */
  async replace(row: { secretHash: string; clusterId: string; expiresAt: number }): Promise<void> {
    await this.#db.transaction().execute(async (transaction) => {
      await transaction
        .deleteFrom('enrolmentCode')
        .where('clusterId', '=', row.clusterId)
        .where('usedAt', 'is', null)
        .execute();
      await transaction
        .insertInto('enrolmentCode')
        .values({ ...row, usedAt: null })
        .execute();
    });
  }

  /** Uses the code up and says whose it is; undefined when it is unknown, used or expired. */
  async take(secretHash: string, now: number): Promise<string | undefined> {
    const row = await this.#db
      .updateTable('enrolmentCode')
      .set({ usedAt: now })
      .where('secretHash', '=', secretHash)
      .where('usedAt', 'is', null)
      .where('expiresAt', '>', now)
      .returning('clusterId')
      .executeTakeFirst();
    return row?.clusterId;
  }

  async removeOf(clusterId: string): Promise<void> {
    await this.#db.deleteFrom('enrolmentCode').where('clusterId', '=', clusterId).execute();
  }

  async removeExpired(now: number): Promise<void> {
    await this.#db.deleteFrom('enrolmentCode').where('expiresAt', '<=', now).execute();
  }
}

import type { Account } from '@loa/protocol';
import type { Database } from '../storage/database.ts';
import { NO_RESERVE, type SpareRoom } from '../storage/reserve-keeper.ts';
import { accountOf } from './account-store.ts';

/** Rows of the open sessions. Only hashes of tokens are stored: a stolen copy signs nobody in. */
export class SessionStore {
  readonly #db: Database;
  readonly #room: SpareRoom;

  constructor(db: Database, room: SpareRoom = NO_RESERVE) {
    this.#db = db;
    this.#room = room;
  }

  async insert(row: {
    tokenHash: string;
    accountId: string;
    createdAt: number;
    expiresAt: number;
  }): Promise<void> {
    await this.#room.write(() => this.#db.insertInto('session').values(row).execute());
  }

  async find(tokenHash: string): Promise<{ account: Account; expiresAt: number } | undefined> {
    const row = await this.#db
      .selectFrom('session')
      .innerJoin('account', 'account.id', 'session.accountId')
      .selectAll('account')
      .select('expiresAt')
      .where('tokenHash', '=', tokenHash)
      .executeTakeFirst();
    return row === undefined ? undefined : { account: accountOf(row), expiresAt: row.expiresAt };
  }

  async setExpiry(tokenHash: string, expiresAt: number): Promise<void> {
    const change = this.#db.updateTable('session').set({ expiresAt }).where('tokenHash', '=', tokenHash);
    await this.#room.write(() => change.execute());
  }

  async remove(tokenHash: string): Promise<void> {
    await this.#db.deleteFrom('session').where('tokenHash', '=', tokenHash).execute();
  }

  async removeOf(accountId: string): Promise<void> {
    await this.#db.deleteFrom('session').where('accountId', '=', accountId).execute();
  }

  async removeExpired(now: number): Promise<void> {
    await this.#db.deleteFrom('session').where('expiresAt', '<=', now).execute();
  }
}

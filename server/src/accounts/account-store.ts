import type { Selectable } from 'kysely';
import type { Account } from '@loa/protocol';
import type { Database } from '../storage/database.ts';
import type { Tables } from '../storage/schema.ts';

export type AccountRow = Selectable<Tables['account']>;

/** Rows of the accounts. */
export class AccountStore {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  async list(): Promise<Account[]> {
    const rows = await this.#db.selectFrom('account').selectAll().orderBy('username').execute();
    return rows.map(accountOf);
  }

  async find(id: string): Promise<Account | undefined> {
    const row = await this.#db.selectFrom('account').selectAll().where('id', '=', id).executeTakeFirst();
    return row === undefined ? undefined : accountOf(row);
  }

  /** With the hash of the password, for signing in. */
  async findByName(username: string): Promise<AccountRow | undefined> {
    return this.#db.selectFrom('account').selectAll().where('username', '=', username).executeTakeFirst();
  }

  async insert(row: AccountRow): Promise<void> {
    await this.#db.insertInto('account').values(row).execute();
  }

  /** False when somebody was faster: there is one first administrator. */
  async insertFirst(row: AccountRow): Promise<boolean> {
    return this.#db.transaction().execute(async (transaction) => {
      const present = await transaction.selectFrom('account').select('id').limit(1).execute();
      if (present.length > 0) return false;
      await transaction.insertInto('account').values(row).execute();
      return true;
    });
  }

  async update(id: string, change: Partial<Omit<AccountRow, 'id'>>): Promise<void> {
    if (Object.keys(change).length === 0) return;
    await this.#db.updateTable('account').set(change).where('id', '=', id).execute();
  }

  async isEmpty(): Promise<boolean> {
    return (await this.#db.selectFrom('account').select('id').limit(1).execute()).length === 0;
  }
}

/** The account without its secrets. */
export function accountOf(row: AccountRow): Account {
  const { id, username, displayName, role, areaId, disabledAt, createdAt } = row;
  return { id, username, displayName, role, areaId, disabled: disabledAt !== null, createdAt };
}

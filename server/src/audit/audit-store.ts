import type { AuditEntry } from '@loa/protocol';
import type { Database } from '../storage/database.ts';
import { NO_RESERVE, type SpareRoom } from '../storage/reserve-keeper.ts';

export interface AuditPage {
  before?: number;
  limit: number;
  areas?: ReadonlySet<string> | null;
}

/** Rows of the record of who did what; they can be added and read, nothing else. */
export class AuditStore {
  readonly #db: Database;
  readonly #room: SpareRoom;

  constructor(db: Database, room: SpareRoom = NO_RESERVE) {
    this.#db = db;
    this.#room = room;
  }

  async insert(row: {
    at: number;
    accountId: string | null;
    action: string;
    subject: string;
    details: object;
  }): Promise<void> {
    const { at, accountId, action, subject, details } = row;
    const detailsJson = JSON.stringify(details);
    const entry = { at, accountId, action, subject, detailsJson };
    await this.#room.write(() => this.#db.insertInto('audit').values(entry).execute());
  }

  /**
   * Up to `limit` entries older than entry `before` (all when undefined), newest first. `areas`: only what accounts of
   * these areas did; null or undefined for everything.
   */
  async list({ before, limit, areas = null }: AuditPage): Promise<AuditEntry[]> {
    let query = this.#db
      .selectFrom('audit')
      .leftJoin('account', 'account.id', 'audit.accountId')
      .select([
        'audit.id',
        'at',
        'accountId',
        'action',
        'subject',
        'detailsJson',
        'displayName as accountName',
      ])
      .orderBy('audit.id', 'desc')
      .limit(limit);
    if (before !== undefined) query = query.where('audit.id', '<', before);
    if (areas !== null) query = query.where('account.areaId', 'in', [...areas]);
    const rows = await query.execute();
    return rows.map(({ detailsJson, ...entry }) => ({
      ...entry,
      details: JSON.parse(detailsJson) as Record<string, unknown>,
    }));
  }
}

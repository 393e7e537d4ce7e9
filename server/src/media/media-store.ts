import type { Selectable } from 'kysely';
import { LoaError } from '@loa/protocol';
import type { Database } from '../storage/database.ts';
import type { Tables } from '../storage/schema.ts';
import type { MediaRecord } from './media-record.ts';

export type NewMediaRow = Pick<
  MediaRecord,
  'id' | 'areaId' | 'title' | 'fileName' | 'uploadedBy' | 'createdAt'
>;

/** Whether something else needs this recording, as the transaction `db` sees it. */
export type NeedsMedia = (mediaId: string, db: Database) => Promise<boolean>;

/** What preparation found out. */
export interface ReadyFields {
  sha256: string;
  bytes: number;
  durationMs: number;
  loudnessLufs: number | null;
  truePeakDbtp: number;
  peaksJson: string;
}

/** Rows of the recordings. */
export class MediaStore {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** A new row is `preparing`. */
  async insert(row: NewMediaRow): Promise<void> {
    const unknown = { sha256: null, bytes: null, durationMs: null, loudnessLufs: null, truePeakDbtp: null };
    await this.#db
      .insertInto('media')
      .values({ ...row, ...unknown, state: 'preparing', refusal: null, peaksJson: null })
      .execute();
  }

  async find(id: string): Promise<MediaRecord | undefined> {
    const row = await this.#rows().where('media.id', '=', id).executeTakeFirst();
    return row === undefined ? undefined : toRecord(row);
  }

  /** Newest first. */
  async list(): Promise<MediaRecord[]> {
    const rows = await this.#rows().orderBy('media.createdAt', 'desc').orderBy('media.id').execute();
    return rows.map(toRecord);
  }

  async setReady(id: string, fields: ReadyFields): Promise<void> {
    await this.#db
      .updateTable('media')
      .set({ state: 'ready', ...fields })
      .where('id', '=', id)
      .execute();
  }

  async setRefused(id: string, refusal: string): Promise<void> {
    await this.#db.updateTable('media').set({ state: 'refused', refusal }).where('id', '=', id).execute();
  }

  async setTitle(id: string, title: string): Promise<void> {
    await this.#db.updateTable('media').set({ title }).where('id', '=', id).execute();
  }

  /**
   * Broadcasts of the past stay in the record without their recording. False when there was no such row. Throws
   * `media.in-use` when it is needed; the question and the removal are one transaction, so that nobody plans it in between.
   */
  async remove(id: string, isNeeded?: NeedsMedia): Promise<boolean> {
    return this.#db.transaction().execute(async (trx) => {
      if (await isNeeded?.(id, trx)) throw new LoaError('media.in-use', { id });
      await trx.updateTable('broadcast').set({ mediaId: null }).where('mediaId', '=', id).execute();
      const result = await trx.deleteFrom('media').where('id', '=', id).executeTakeFirst();
      return result.numDeletedRows > 0n;
    });
  }

  /** Ids of what is not ready: nobody works on it after a start. */
  async listUnready(): Promise<string[]> {
    const rows = await this.#db.selectFrom('media').select('id').where('state', '!=', 'ready').execute();
    return rows.map(({ id }) => id);
  }

  async needsFile(sha256: string): Promise<boolean> {
    const row = await this.#db
      .selectFrom('media')
      .select('id')
      .where('sha256', '=', sha256)
      .executeTakeFirst();
    return row !== undefined;
  }

  #rows() {
    return this.#db
      .selectFrom('media')
      .leftJoin('account', 'account.id', 'media.uploadedBy')
      .selectAll('media')
      .select('account.displayName as uploadedByName');
  }
}

function toRecord(row: Selectable<Tables['media']> & { uploadedByName: string | null }): MediaRecord {
  return { ...row, uploadedByName: row.uploadedByName ?? row.uploadedBy };
}

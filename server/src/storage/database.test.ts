import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isDiskFull, openDatabase } from './database.ts';

const area = { id: 'a', parentId: null, code: '', name: 'Hà Tĩnh', rank: 'province' as const };

describe('the database', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'loa-database-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('keeps its rows over a restart and migrates once', async () => {
    const file = join(folder, 'loa.sqlite');
    const first = openDatabase(file);
    await first
      .insertInto('area')
      .values({ ...area, validFrom: 1.5, validTo: null })
      .execute();
    await first.destroy();
    const second = openDatabase(file);
    expect(await second.selectFrom('area').selectAll().execute()).toEqual([
      { ...area, validFrom: 1.5, validTo: null },
    ]);
    await second.destroy();
  });

  it('refuses a row whose parent does not exist', async () => {
    const db = openDatabase(':memory:');
    const orphan = { ...area, parentId: 'nowhere', validFrom: null, validTo: null };
    await expect(db.insertInto('area').values(orphan).execute()).rejects.toThrow(/FOREIGN KEY/);
    await db.destroy();
  });

  it('recognizes a full disk by what SQLite and the file system say of it', async () => {
    const db = openDatabase(join(folder, 'small.sqlite'));
    await db.selectFrom('area').selectAll().execute();
    const { rows } = await sql<{ page_count: number }>`PRAGMA page_count`.execute(db);
    await sql.raw(`PRAGMA max_page_count = ${rows[0]?.page_count ?? 0}`).execute(db);
    const large = { ...area, name: 'x'.repeat(100_000), validFrom: null, validTo: null };
    const error: unknown = await db
      .insertInto('area')
      .values(large)
      .execute()
      .then(
        () => undefined,
        (caught: unknown) => caught,
      );
    expect(isDiskFull(error)).toBe(true);
    expect(isDiskFull(Object.assign(new Error('no space'), { code: 'ENOSPC' }))).toBe(true);
    expect(isDiskFull(new Error('another'))).toBe(false);
    await db.destroy();
  });
});

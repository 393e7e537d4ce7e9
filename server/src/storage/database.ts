import SqliteDatabase from 'better-sqlite3';
import { Kysely, Migrator, SqliteDialect } from 'kysely';
import { migrations } from './migrations.ts';
import type { Tables } from './schema.ts';

export type Database = Kysely<Tables>;

/** How long a writer waits for another process' write (ms), for example a backup's. */
const BUSY_TIMEOUT_MS = 5000;

/**
 * Opens or makes the database; `':memory:'` gives one that vanishes. The migrations run before the first query is
 * answered, so that a query which fails there says why. Close it with `destroy()`.
 */
export function openDatabase(file: string): Database {
  const sqlite = new SqliteDatabase(file);
  sqlite.pragma('journal_mode = WAL');
  sqlite.pragma('synchronous = NORMAL');
  sqlite.pragma('foreign_keys = ON');
  sqlite.pragma(`busy_timeout = ${BUSY_TIMEOUT_MS}`);
  return new Kysely<Tables>({ dialect: new SqliteDialect({ database: () => migrated(sqlite) }) });
}

async function migrated(sqlite: SqliteDatabase.Database): Promise<SqliteDatabase.Database> {
  const db = new Kysely<unknown>({ dialect: new SqliteDialect({ database: sqlite }) });
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined)
    throw error instanceof Error ? error : new Error('a migration failed', { cause: error });
  return sqlite;
}

/** True for the errors by which SQLite or the file system says that the disk is full. */
export function isDiskFull(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code } = error as Error & { code?: unknown };
  return code === 'ENOSPC' || code === 'SQLITE_FULL' || code === 'EDQUOT' || isDiskFull(error.cause);
}

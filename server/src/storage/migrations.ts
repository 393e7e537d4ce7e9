import type { Migration } from 'kysely';
import { firstTables } from './first-tables.ts';
import { silentTime } from './silent-time.ts';
import { volumeHours } from './volume-hours.ts';

/** All migrations in order of their names; a published one is never changed, only followed by another. */
export const migrations: Record<string, Migration> = {
  '0001-first-tables': firstTables,
  '0002-silent-time': silentTime,
  '0003-volume-hours': volumeHours,
};

import type { Kysely, Migration } from 'kysely';

/** Poles tell for how long a broadcast was silent in its turn (ms); lines from before say nothing of it. */
export const silentTime: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .alterTable('playlog')
      .addColumn('silentMs', 'double precision', (column) => column.notNull().defaultTo(0))
      .execute();
  },
};

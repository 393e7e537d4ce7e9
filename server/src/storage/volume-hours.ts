import type { Kysely, Migration } from 'kysely';

/** A cluster may have other volumes for hours of the day. */
export const volumeHours: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .alterTable('cluster')
      .addColumn('volumeHoursJson', 'text', (column) => column.notNull().defaultTo('[]'))
      .execute();
  },
};

import { sql, type Kysely, type Migration } from 'kysely';

type Schema = Kysely<unknown>['schema'];

/** Tables that stand for themselves: places, poles and people. */
async function createPlaces(schema: Schema): Promise<void> {
  await schema
    .createTable('area')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('parentId', 'text', (column) => column.references('area.id'))
    .addColumn('code', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('rank', 'text', (column) => column.notNull())
    .addColumn('validFrom', 'double precision')
    .addColumn('validTo', 'double precision')
    .execute();
  await schema
    .createTable('zone')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('areaId', 'text', (column) => column.notNull().references('area.id'))
    .addColumn('name', 'text', (column) => column.notNull())
    .execute();
}

async function createClusters(schema: Schema): Promise<void> {
  await schema
    .createTable('cluster')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('areaId', 'text', (column) => column.notNull().references('area.id'))
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('place', 'text', (column) => column.notNull())
    .addColumn('latitude', 'double precision')
    .addColumn('longitude', 'double precision')
    .addColumn('horns', 'integer', (column) => column.notNull())
    .addColumn('volumePercent', 'integer', (column) => column.notNull())
    .addColumn('publicKeyJson', 'text')
    .addColumn('certificateSerial', 'text')
    .addColumn('certificateUntil', 'double precision')
    .addColumn('enrolledAt', 'double precision')
    .addColumn('revokedAt', 'double precision')
    .addColumn('lastSeenAt', 'double precision')
    .addColumn('desiredRevision', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('planRevision', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('playlogNumber', 'integer', (column) => column.notNull().defaultTo(-1))
    .execute();
  await schema.createIndex('clusterByArea').on('cluster').column('areaId').execute();
  await schema
    .createTable('zoneCluster')
    .addColumn('zoneId', 'text', (column) => column.notNull().references('zone.id').onDelete('cascade'))
    .addColumn('clusterId', 'text', (column) => column.notNull().references('cluster.id').onDelete('cascade'))
    .addPrimaryKeyConstraint('zoneClusterKey', ['zoneId', 'clusterId'])
    .execute();
  await schema
    .createTable('enrolmentCode')
    .addColumn('secretHash', 'text', (column) => column.primaryKey())
    .addColumn('clusterId', 'text', (column) => column.notNull().references('cluster.id').onDelete('cascade'))
    .addColumn('expiresAt', 'double precision', (column) => column.notNull())
    .addColumn('usedAt', 'double precision')
    .execute();
}

async function createAccounts(schema: Schema): Promise<void> {
  await schema
    .createTable('account')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('username', 'text', (column) => column.notNull().unique())
    .addColumn('displayName', 'text', (column) => column.notNull())
    .addColumn('passwordHash', 'text', (column) => column.notNull())
    .addColumn('role', 'text', (column) => column.notNull())
    .addColumn('areaId', 'text', (column) => column.references('area.id'))
    .addColumn('disabledAt', 'double precision')
    .addColumn('createdAt', 'double precision', (column) => column.notNull())
    .execute();
  await schema
    .createTable('session')
    .addColumn('tokenHash', 'text', (column) => column.primaryKey())
    .addColumn('accountId', 'text', (column) => column.notNull().references('account.id').onDelete('cascade'))
    .addColumn('createdAt', 'double precision', (column) => column.notNull())
    .addColumn('expiresAt', 'double precision', (column) => column.notNull())
    .execute();
}

async function createMedia(schema: Schema): Promise<void> {
  await schema
    .createTable('media')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('areaId', 'text', (column) => column.references('area.id'))
    .addColumn('title', 'text', (column) => column.notNull())
    .addColumn('fileName', 'text', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('refusal', 'text')
    .addColumn('sha256', 'text')
    .addColumn('bytes', 'integer')
    .addColumn('durationMs', 'double precision')
    .addColumn('loudnessLufs', 'double precision')
    .addColumn('truePeakDbtp', 'double precision')
    .addColumn('peaksJson', 'text')
    .addColumn('uploadedBy', 'text', (column) => column.notNull())
    .addColumn('createdAt', 'double precision', (column) => column.notNull())
    .execute();
  await schema.createIndex('mediaByHash').on('media').column('sha256').execute();
}

async function createBroadcasts(schema: Schema): Promise<void> {
  await schema
    .createTable('broadcast')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('title', 'text', (column) => column.notNull())
    .addColumn('class', 'text', (column) => column.notNull())
    .addColumn('rank', 'text', (column) => column.notNull())
    .addColumn('targetsJson', 'text', (column) => column.notNull())
    .addColumn('startAt', 'double precision', (column) => column.notNull())
    .addColumn('endAt', 'double precision')
    .addColumn('latestStartAt', 'double precision')
    .addColumn('latestEndAt', 'double precision')
    .addColumn('mediaId', 'text', (column) => column.references('media.id'))
    .addColumn('profile', 'text')
    .addColumn('cancelledAt', 'double precision')
    .addColumn('createdBy', 'text', (column) => column.notNull())
    .addColumn('createdAt', 'double precision', (column) => column.notNull())
    .addColumn('recording', 'text')
    .execute();
  await schema.createIndex('broadcastByStart').on('broadcast').column('startAt').execute();
  await schema
    .createTable('broadcastCluster')
    .addColumn('broadcastId', 'text', (column) =>
      column.notNull().references('broadcast.id').onDelete('cascade'),
    )
    .addColumn('clusterId', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('broadcastClusterKey', ['broadcastId', 'clusterId'])
    .execute();
  await schema.createIndex('broadcastByCluster').on('broadcastCluster').column('clusterId').execute();
}

/** What happened: records that grow and are kept. */
async function createRecords(schema: Schema): Promise<void> {
  await schema
    .createTable('playlog')
    .addColumn('clusterId', 'text', (column) => column.notNull().references('cluster.id').onDelete('cascade'))
    .addColumn('number', 'integer', (column) => column.notNull())
    .addColumn('broadcastId', 'text', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('startedAt', 'double precision', (column) => column.notNull())
    .addColumn('endedAt', 'double precision', (column) => column.notNull())
    .addColumn('playedMs', 'double precision', (column) => column.notNull())
    .addColumn('heardMs', 'double precision', (column) => column.notNull())
    .addColumn('outcome', 'text', (column) => column.notNull())
    .addColumn('receivedAt', 'double precision', (column) => column.notNull())
    .addPrimaryKeyConstraint('playlogKey', ['clusterId', 'number'])
    .execute();
  await schema.createIndex('playlogByBroadcast').on('playlog').column('broadcastId').execute();
  await schema
    .createTable('audit')
    .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
    .addColumn('at', 'double precision', (column) => column.notNull())
    .addColumn('accountId', 'text')
    .addColumn('action', 'text', (column) => column.notNull())
    .addColumn('subject', 'text', (column) => column.notNull())
    .addColumn('detailsJson', 'text', (column) => column.notNull())
    .execute();
}

/** The record of who did what can only grow, whatever a mistake in a program tries. */
async function sealAudit(db: Kysely<unknown>): Promise<void> {
  await sql`CREATE TRIGGER "auditKeepsRows" BEFORE DELETE ON "audit"
    BEGIN SELECT RAISE(ABORT, 'the audit record is append-only'); END`.execute(db);
  await sql`CREATE TRIGGER "auditKeepsText" BEFORE UPDATE ON "audit"
    BEGIN SELECT RAISE(ABORT, 'the audit record is append-only'); END`.execute(db);
}

export const firstTables: Migration = {
  async up(db: Kysely<unknown>) {
    await createPlaces(db.schema);
    await createClusters(db.schema);
    await createAccounts(db.schema);
    await createMedia(db.schema);
    await createBroadcasts(db.schema);
    await createRecords(db.schema);
    await sealAudit(db);
  },
};

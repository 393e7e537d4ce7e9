import type { NewZone, Zone } from '@loa/protocol';
import type { Database } from '../storage/database.ts';

/** Rows of the zones and of which clusters are in them. */
export class ZoneStore {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  async list(): Promise<Zone[]> {
    const zones = await this.#db.selectFrom('zone').selectAll().orderBy('name').execute();
    const members = await this.#db.selectFrom('zoneCluster').selectAll().orderBy('clusterId').execute();
    const byZone = new Map(zones.map((zone) => [zone.id, { ...zone, clusterIds: [] as string[] }]));
    for (const { zoneId, clusterId } of members) byZone.get(zoneId)?.clusterIds.push(clusterId);
    return [...byZone.values()];
  }

  async find(id: string): Promise<Zone | undefined> {
    const zone = await this.#db.selectFrom('zone').selectAll().where('id', '=', id).executeTakeFirst();
    if (zone === undefined) return undefined;
    const members = await this.#db
      .selectFrom('zoneCluster')
      .select('clusterId')
      .where('zoneId', '=', id)
      .orderBy('clusterId')
      .execute();
    return { ...zone, clusterIds: members.map(({ clusterId }) => clusterId) };
  }

  /** Makes the zone, or replaces all of it. */
  async put(id: string, { areaId, name, clusterIds }: NewZone): Promise<void> {
    await this.#db.transaction().execute(async (transaction) => {
      await transaction
        .insertInto('zone')
        .values({ id, areaId, name })
        .onConflict((conflict) => conflict.column('id').doUpdateSet({ areaId, name }))
        .execute();
      await transaction.deleteFrom('zoneCluster').where('zoneId', '=', id).execute();
      for (const clusterId of new Set(clusterIds)) {
        await transaction.insertInto('zoneCluster').values({ zoneId: id, clusterId }).execute();
      }
    });
  }

  async remove(id: string): Promise<void> {
    await this.#db.deleteFrom('zone').where('id', '=', id).execute();
  }
}

import type { Account, AreaRank, Counts } from '@loa/protocol';
import { build } from '../areas/area-tree.ts';
import { AreaStore } from '../areas/area-store.ts';
import { ClusterStore } from '../clusters/cluster-store.ts';
import { TargetResolver } from '../clusters/target-resolver.ts';
import { ZoneStore } from '../clusters/zone-store.ts';
import { Gatekeeper } from '../accounts/gatekeeper.ts';
import { openDatabase, type Database } from '../storage/database.ts';
import type { PoleStates } from './broadcast-reader.ts';

/** Poles that say what a test tells them to. */
export class FakePoles implements PoleStates {
  readonly online = new Set<string>();
  readonly sounding = new Map<string, string>();
  readonly heard = new Map<string, string>();
  readonly suspended = new Map<string, string>();

  state(clusterId: string): ReturnType<PoleStates['state']> {
    const broadcastId = this.sounding.get(clusterId);
    const suspended = this.suspended.get(clusterId);
    const heard = this.heard.get(clusterId) === broadcastId;
    const sounding = broadcastId === undefined ? null : { broadcastId, heard };
    return {
      presence: { online: this.online.has(clusterId) },
      reported: { sounding, suspended: suspended === undefined ? [] : [suspended] },
    };
  }

  counts(broadcastId: string, clusterIds: readonly string[]): Counts {
    const among = (marks: ReadonlyMap<string, string>): number =>
      clusterIds.filter((id) => marks.get(id) === broadcastId).length;
    const online = clusterIds.filter((id) => this.online.has(id)).length;
    return { targeted: clusterIds.length, online, sounding: among(this.sounding), heard: among(this.heard) };
  }
}

/** A province with two communes, three poles in each, and who asks the real rules about them. */
export async function makeStation() {
  const db = openDatabase(':memory:');
  const areas = new AreaStore(db);
  const clusters = new ClusterStore(db);
  await insertArea(areas, 'ha-tinh', null, 'province');
  await insertArea(areas, 'thach-hung', 'ha-tinh', 'commune');
  await insertArea(areas, 'tan-giang', 'ha-tinh', 'commune');
  for (const areaId of ['thach-hung', 'tan-giang']) await insertClusters(clusters, areaId);
  const gatekeeper = new Gatekeeper({ areas, clusters });
  const resolver = new TargetResolver({ areas, zones: new ZoneStore(db), clusters });
  return {
    db,
    areas,
    clusters,
    gatekeeper,
    resolver,
    tree: build(await areas.list()),
    poles: new FakePoles(),
  };
}

export async function insertAccount(db: Database, id: string, areaId: string | null): Promise<Account> {
  const role = areaId === null ? 'administrator' : 'officer';
  const shared = { id, username: id, displayName: `Name of ${id}`, areaId, createdAt: 0 } as const;
  await db
    .insertInto('account')
    .values({ ...shared, role, passwordHash: '', disabledAt: null })
    .execute();
  return { ...shared, role, disabled: false };
}

export async function insertReadyMedia(db: Database, id: string, durationMs: number): Promise<void> {
  const measured = { loudnessLufs: -16, truePeakDbtp: -2, peaksJson: '[]', durationMs, bytes: 60_000 };
  const names = { areaId: null, title: id, fileName: `${id}.mp3`, uploadedBy: 'nobody', createdAt: 0 };
  const sha256 = 'a'.repeat(64);
  await db
    .insertInto('media')
    .values({ id, ...names, ...measured, sha256, state: 'ready', refusal: null })
    .execute();
}

async function insertArea(
  areas: AreaStore,
  id: string,
  parentId: string | null,
  rank: AreaRank,
): Promise<void> {
  await areas.insert({ id, parentId, code: '', name: id, rank, validFrom: null, validTo: null });
}

async function insertClusters(clusters: ClusterStore, areaId: string): Promise<void> {
  const fields = { areaId, place: '', latitude: null, longitude: null, horns: 2, volumePercent: 70 };
  for (const number of [1, 2, 3]) {
    await clusters.insert({ id: `${areaId}-${number}`, name: `${areaId} ${number}`, ...fields });
  }
}

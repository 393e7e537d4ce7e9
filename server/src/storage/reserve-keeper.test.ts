import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AuditStore } from '../audit/audit-store.ts';
import { ClusterStore } from '../clusters/cluster-store.ts';
import { BroadcastStore, type NewBroadcastRecord } from '../schedule/broadcast-store.ts';
import { canMount, openTinyDisk, type TinyDisk } from '../testing/tiny-disk.ts';
import { isDiskFull, openDatabase, type Database } from './database.ts';
import { ReserveKeeper } from './reserve-keeper.ts';

const log = pino({ level: 'silent' });
const SMALL = { reserveBytes: 2_000_000, makeAtBytes: 4_000_000 };
const mayMount = await canMount();

const broadcast = (id: string): NewBroadcastRecord => ({
  ...{ id, kind: 'live', title: 'Mưa lũ', class: 'emergency', rank: 'commune', createdBy: 'officer' },
  ...{ targets: { areaIds: [], zoneIds: [], clusterIds: ['c1'] }, clusterIds: ['c1'] },
  ...{ startAt: 1, endAt: null, latestStartAt: null, latestEndAt: null, createdAt: 1, cancelledAt: null },
  ...{ mediaId: null, profile: 'talk', recording: null },
});
const caught = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  );

describe('the reserve of disk space', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'loa-reserve-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const open = async (sizes = SMALL): Promise<ReserveKeeper> => {
    const reserve = new ReserveKeeper({ folder, log, sizes });
    await reserve.start();
    return reserve;
  };

  it('takes real blocks and is the same after a restart', async () => {
    await open();
    const { size, blocks, ino } = await stat(join(folder, 'reserve'));
    expect(size).toBe(SMALL.reserveBytes);
    expect(blocks * 512).toBeGreaterThanOrEqual(size);
    await open();
    expect((await stat(join(folder, 'reserve'))).ino).toBe(ino);
  });

  it('that a cut of the mains left half written is made anew', async () => {
    await writeFile(join(folder, 'reserve'), 'half');
    expect((await (await open()).state()).isReserveKept).toBe(true);
    expect((await stat(join(folder, 'reserve'))).size).toBe(SMALL.reserveBytes);
  });

  it('is not made where it would take the room that others need', async () => {
    const reserve = await open({ ...SMALL, makeAtBytes: Number.MAX_SAFE_INTEGER });
    expect((await reserve.state()).isReserveKept).toBe(false);
    expect(await reserve.write(async () => 'written')).toBe('written');
  });

  it('is given up for a full disk alone, once, and the work is tried once more', async () => {
    const reserve = await open();
    await expect(reserve.write(() => Promise.reject(new Error('another')))).rejects.toThrow('another');
    expect((await reserve.state()).isReserveKept).toBe(true);
    let tries = 0;
    const full = Object.assign(new Error('full'), { code: 'SQLITE_FULL' });
    const work = () => {
      tries += 1;
      return Promise.reject(full);
    };
    await expect(reserve.write(work)).rejects.toBe(full);
    expect(tries).toBe(2);
    expect((await reserve.state()).isReserveKept).toBe(false);
    await reserve.keep();
    expect((await reserve.state()).isReserveKept).toBe(true);
  });
});

describe('a database that may not grow', () => {
  it('says so of a transaction too, although SQLite has taken it back by itself', async () => {
    const db = openDatabase(':memory:');
    await db.selectFrom('area').selectAll().execute();
    await sql.raw('PRAGMA max_page_count = 1').execute(db);
    const large = { ...broadcast('b1'), title: 'x'.repeat(1_000_000) };
    expect(isDiskFull(await caught(new BroadcastStore(db).insert(large)))).toBe(true);
    await db.destroy();
  });
});

describe.skipIf(!mayMount)('on a full disk of 12 MB (skipped where nothing may be mounted)', () => {
  let disk: TinyDisk;
  let db: Database;
  let reserve: ReserveKeeper;

  beforeEach(async () => {
    disk = (await openTinyDisk(12)) as TinyDisk;
    reserve = new ReserveKeeper({ folder: disk.folder, log, sizes: SMALL });
    await reserve.start();
    db = openDatabase(join(disk.folder, 'loa.sqlite'));
    const places = { place: '', latitude: null, longitude: null, horns: 2, volumePercent: 70 };
    const area = { id: 'a', parentId: null, code: '', name: 'a', rank: 'commune', validFrom: null } as const;
    await db
      .insertInto('area')
      .values({ ...area, validTo: null })
      .execute();
    await new ClusterStore(db).insert({ id: 'c1', areaId: 'a', name: 'c1', ...places });
    await disk.fill();
  });
  afterEach(async () => {
    await db.destroy().finally(() => disk.close());
  });

  it('a live broadcast begins, ends and is written down, and other writes wait', async () => {
    const bare = { broadcasts: new BroadcastStore(db), audit: new AuditStore(db) };
    expect(isDiskFull(await caught(bare.broadcasts.insert(broadcast('b0'))))).toBe(true);
    expect((await reserve.state()).isReserveKept).toBe(true);
    const broadcasts = new BroadcastStore(db, reserve);
    await broadcasts.insert(broadcast('b1'));
    await new AuditStore(db, reserve).insert({
      ...{ at: 1, accountId: null, action: 'live.start', subject: 'b1', details: {} },
    });
    expect(await new ClusterStore(db, reserve).takeDesiredRevision('c1')).toBe(1);
    await broadcasts.setEnd('b1', 2);
    expect(await broadcasts.find('b1')).toMatchObject({ endAt: 2, clusterIds: ['c1'] });
    expect(await bare.audit.list({ limit: 9 })).toMatchObject([{ action: 'live.start' }]);
    expect(await reserve.state()).toMatchObject({ isLow: true, isReserveKept: false });
    expect(await reserve.hasRoom()).toBe(false);
  });

  it.each(['insert', 'audit', 'revision'])('each of them alone finds room: %s', async (deed) => {
    const audit = { at: 1, accountId: null, action: 'x', subject: 'x', details: { text: 'x'.repeat(9000) } };
    // The write-ahead log may have a page left, so that one is not enough.
    for (let n = 0; n < 50; n += 1) {
      if (deed === 'insert') await new BroadcastStore(db, reserve).insert(broadcast(`b${n}`));
      if (deed === 'audit') await new AuditStore(db, reserve).insert(audit);
      if (deed === 'revision') await new ClusterStore(db, reserve).takeDesiredRevision('c1');
    }
    expect((await reserve.state()).isReserveKept).toBe(false);
  });

  it('the reserve comes back by night once there is room, and not before', async () => {
    await new BroadcastStore(db, reserve).insert(broadcast('b1'));
    await reserve.keep();
    expect((await reserve.state()).isReserveKept).toBe(false);
    await disk.empty();
    await reserve.keep();
    expect((await reserve.state()).isReserveKept).toBe(true);
  });

  it('a start makes room to open the database at all', async () => {
    await db.destroy();
    await disk.fill();
    const again = new ReserveKeeper({ folder: disk.folder, log, sizes: SMALL });
    await again.start();
    expect((await again.state()).isReserveKept).toBe(false);
    db = openDatabase(join(disk.folder, 'loa.sqlite'));
    expect(await new ClusterStore(db).list()).toHaveLength(1);
  });
});

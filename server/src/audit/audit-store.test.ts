import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HandClock } from '@loa/protocol';
import { openDatabase, type Database } from '../storage/database.ts';
import { AuditRecorder } from './audit-recorder.ts';
import { AuditStore } from './audit-store.ts';

describe('the audit record', () => {
  let db: Database;
  let store: AuditStore;
  let clock: HandClock;

  beforeEach(async () => {
    db = openDatabase(':memory:');
    store = new AuditStore(db);
    clock = new HandClock();
    const recorder = new AuditRecorder({ store, clock });
    for (const subject of ['a', 'b', 'c']) {
      await recorder.record({ accountId: null, action: 'cluster.make', subject, details: { subject } });
      clock.advance(1);
    }
  });
  afterEach(() => db.destroy());

  it('can be neither changed nor shortened, whoever tries', async () => {
    await expect(db.updateTable('audit').set({ subject: 'x' }).execute()).rejects.toThrow(/append-only/);
    await expect(db.deleteFrom('audit').execute()).rejects.toThrow(/append-only/);
    await expect(sql`DELETE FROM audit WHERE id = 1`.execute(db)).rejects.toThrow(/append-only/);
    expect(await store.list({ limit: 10 })).toHaveLength(3);
  });

  it('is read newest first, page by page', async () => {
    const [newest, next] = await store.list({ limit: 2 });
    expect([newest?.subject, next?.subject]).toEqual(['c', 'b']);
    const rest = await store.list({ limit: 2, before: next?.id ?? 0 });
    expect(rest.map(({ subject }) => subject)).toEqual(['a']);
  });

  it('shows to a part of the tree only what accounts of that part did', async () => {
    const area = { parentId: null, code: '', rank: 'commune', validFrom: null, validTo: null } as const;
    const person = { role: 'administrator', passwordHash: '', disabledAt: null, createdAt: 0 } as const;
    for (const id of ['thach-hung', 'tan-giang']) {
      await db
        .insertInto('area')
        .values({ ...area, id, name: id })
        .execute();
      const account = { ...person, id: `of-${id}`, username: id, displayName: id, areaId: id };
      await db.insertInto('account').values(account).execute();
      await store.insert({ at: 0, accountId: account.id, action: 'session.open', subject: id, details: {} });
    }
    const seen = await store.list({ limit: 10, areas: new Set(['thach-hung']) });
    expect(seen.map(({ subject }) => subject)).toEqual(['thach-hung']);
  });

  it('keeps the details as they were told, and the moment', async () => {
    const [newest] = await store.list({ limit: 1 });
    expect(newest).toMatchObject({ details: { subject: 'c' }, accountName: null, at: clock.now() - 1 });
  });
});

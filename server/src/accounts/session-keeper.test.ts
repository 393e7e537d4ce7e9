import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HandClock } from '@loa/protocol';
import { openDatabase, type Database } from '../storage/database.ts';
import { AccountStore } from './account-store.ts';
import { SESSION_MS, SessionKeeper } from './session-keeper.ts';
import { SessionStore } from './session-store.ts';

describe('a session', () => {
  let db: Database;
  let clock: HandClock;
  let keeper: SessionKeeper;

  beforeEach(async () => {
    db = openDatabase(':memory:');
    clock = new HandClock();
    keeper = new SessionKeeper({ sessions: new SessionStore(db), clock });
    await new AccountStore(db).insert({
      ...{ id: 'a', username: 'thanh', displayName: 'Thanh', passwordHash: '', role: 'administrator' },
      ...{ areaId: null, disabledAt: null, createdAt: 0 },
    });
  });
  afterEach(() => db.destroy());

  it('lasts as long as somebody uses it', async () => {
    const token = await keeper.open('a');
    for (let hour = 0; hour < 48; hour += 6) {
      clock.advance(SESSION_MS / 2);
      expect(await keeper.find(token)).toMatchObject({ id: 'a' });
    }
  });

  it('ends twelve hours after its last use', async () => {
    const token = await keeper.open('a');
    clock.advance(SESSION_MS - 1);
    expect(await keeper.find(token)).not.toBeNull();
    clock.advance(SESSION_MS);
    expect(await keeper.find(token)).toBeNull();
  });

  it('cannot be opened with what the database holds', async () => {
    const token = await keeper.open('a');
    const { tokenHash } = await db.selectFrom('session').select('tokenHash').executeTakeFirstOrThrow();
    expect(tokenHash).not.toContain(token);
    expect(await keeper.find(tokenHash)).toBeNull();
  });

  it('ends with its account', async () => {
    const token = await keeper.open('a');
    await new AccountStore(db).update('a', { disabledAt: clock.now() });
    expect(await keeper.find(token)).toBeNull();
  });

  it('leaves no row behind when it has ended', async () => {
    await keeper.open('a');
    clock.advance(SESSION_MS);
    await keeper.removeExpired();
    expect(await db.selectFrom('session').selectAll().execute()).toEqual([]);
  });
});

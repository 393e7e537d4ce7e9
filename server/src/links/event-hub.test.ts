import { beforeEach, describe, expect, it } from 'vitest';
import { HandClock, type Account, type ConsoleEvent, type Media } from '@loa/protocol';
import { EventHub } from './event-hub.ts';
import type { Sight } from './event-sight.ts';
import { FakeEventSocket } from './fake-event-socket.ts';

const account = (id: string): Account => ({
  ...{ id, username: id, displayName: id, role: 'officer', areaId: 'commune' },
  ...{ disabled: false, createdAt: 0 },
});
const gone: ConsoleEvent = { type: 'cluster-gone', clusterId: 'c1' };
const media = (areaId: string | null): ConsoleEvent => ({ type: 'media', media: { areaId } as Media });

describe('the event hub', () => {
  let hub: EventHub;
  const sights = new Map<string, Sight>();

  beforeEach(() => {
    hub = new EventHub({ clock: new HandClock() });
    sights.clear();
    sights.set('all', { areas: null, clusters: null });
    sights.set('officer', { areas: new Set(['commune']), clusters: new Set(['c1']) });
    hub.start(async ({ id }) => sights.get(id) ?? { areas: new Set(), clusters: new Set() });
    return () => hub.close();
  });

  const listen = async (id: string): Promise<FakeEventSocket> => {
    const socket = new FakeEventSocket();
    await hub.add(account(id), socket);
    return socket;
  };

  it('greets a console with the time of the server', async () => {
    expect((await listen('all')).types).toEqual(['hello']);
  });

  it('tells of a cluster only those who may see one of those concerned', async () => {
    const [all, officer] = [await listen('all'), await listen('officer')];
    hub.emit(gone, ['c1', 'c2']);
    hub.emit(gone, ['c2']);
    hub.emit(gone);
    expect(all.types).toEqual(['hello', 'cluster-gone', 'cluster-gone', 'cluster-gone']);
    expect(officer.types).toEqual(['hello', 'cluster-gone', 'cluster-gone']);
  });

  it('keeps recordings of another area to those who see it', async () => {
    const officer = await listen('officer');
    hub.emit(media('elsewhere'));
    hub.emit(media('commune'));
    hub.emit(media(null));
    expect(officer.types).toEqual(['hello', 'media', 'media']);
  });

  it('learns what an account may see now, after places were moved', async () => {
    const officer = await listen('officer');
    sights.set('officer', { areas: new Set(['commune']), clusters: new Set(['c1', 'c2']) });
    hub.emit(gone, ['c2']);
    await hub.refreshSight();
    hub.emit(gone, ['c2']);
    expect(officer.types).toEqual(['hello', 'cluster-gone']);
  });

  it('tells a console of every cluster that it sees no more, and nobody else', async () => {
    sights.set('neighbour', { areas: new Set(['next']), clusters: new Set(['c3']) });
    const [officer, neighbour, all] = [
      await listen('officer'),
      await listen('neighbour'),
      await listen('all'),
    ];
    sights.set('officer', { areas: new Set(['commune']), clusters: new Set() });
    sights.set('neighbour', { areas: new Set(['next']), clusters: new Set(['c3', 'c1']) });
    await hub.refreshSight();
    expect(officer.texts.at(-1)).toBe(JSON.stringify(gone));
    expect([officer.types, neighbour.types, all.types]).toEqual([
      ['hello', 'cluster-gone'],
      ['hello'],
      ['hello'],
    ]);
  });

  it('cuts off a console that takes nothing, and goes on with the others', async () => {
    const [slow, quick] = [await listen('all'), await listen('all')];
    slow.bufferedAmount = 2_000_000;
    hub.emit(gone);
    expect([slow.isTerminated, quick.isTerminated]).toEqual([true, false]);
    expect(quick.types).toContain('cluster-gone');
    expect(hub.size).toBe(1);
  });

  it('drops all consoles of one account and no other', async () => {
    const [officer, all] = [await listen('officer'), await listen('all')];
    hub.drop('officer');
    expect([officer.isTerminated, all.isTerminated]).toEqual([true, false]);
  });
});

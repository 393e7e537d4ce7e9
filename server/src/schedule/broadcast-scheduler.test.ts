import { afterEach, describe, expect, it } from 'vitest';
import { HandClock, LoaError, eventually, type ConsoleEvent, type NewBroadcast } from '@loa/protocol';
import { BroadcastAnnouncer } from './broadcast-announcer.ts';
import { BroadcastPreviewer } from './broadcast-previewer.ts';
import { BroadcastReader } from './broadcast-reader.ts';
import { BroadcastScheduler } from './broadcast-scheduler.ts';
import { BroadcastStore } from './broadcast-store.ts';
import { ChangeSpreader } from './change-spreader.ts';
import { insertAccount, insertReadyMedia, makeStation } from './fake-station.ts';
import { ResultStore } from './result-store.ts';
import { TargetGate } from './target-gate.ts';

const MINUTE = 60_000;
const poles = (area: string): string[] => [1, 2, 3].map((number) => `${area}-${number}`);
const cleanUps: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0)) await cleanUp();
});

async function arrange() {
  const station = await makeStation();
  const { db } = station;
  cleanUps.push(() => db.destroy());
  await insertReadyMedia(db, 'news', 10 * MINUTE);
  const clock = new HandClock();
  const events: ConsoleEvent[] = [];
  const deeds: { action: string; subject: string; accountId: string | null }[] = [];
  const refreshed: string[] = [];
  const log = { warn: (details: object) => expect.unreachable(JSON.stringify(details)) };
  const store = new BroadcastStore(db);
  const gate = new TargetGate(station);
  const reader = new BroadcastReader({
    store,
    results: new ResultStore(db),
    poles: station.poles,
    gate,
    clock,
  });
  const hub = { size: 1, emit: (event: ConsoleEvent) => events.push(event) };
  const announcer = new BroadcastAnnouncer({ store, reader, hub, clock, log });
  const media = {
    requireAirable: async (_: unknown, id: string) => {
      if (id !== 'news') throw new LoaError('media.not-ready');
      return { id, durationMs: 10 * MINUTE };
    },
  };
  const spreader = new ChangeSpreader({
    plans: { refresh: async (ids) => void refreshed.push(...ids) },
    announcer,
    audit: { record: async (deed) => void deeds.push(deed) },
    log,
  });
  const scheduler = new BroadcastScheduler({ store, reader, media, gate, spreader, clock });
  const previewer = new BroadcastPreviewer({ store, media, gate, poles: station.poles });
  const people = {
    admin: await insertAccount(db, 'admin', null),
    province: await insertAccount(db, 'province', 'ha-tinh'),
    officer: await insertAccount(db, 'officer', 'thach-hung'),
    neighbour: await insertAccount(db, 'neighbour', 'tan-giang'),
  };
  const ask = (changes: Partial<NewBroadcast> = {}, areaId = 'thach-hung'): NewBroadcast => ({
    title: 'Bản tin sáng',
    class: 'normal',
    targets: { areaIds: [areaId], zoneIds: [], clusterIds: [] },
    mediaId: 'news',
    startAt: clock.now() + MINUTE,
    ...changes,
  });
  const parts = { store, reader, announcer, scheduler, previewer };
  return { ...station, ...parts, clock, events, deeds, refreshed, people, ask };
}

describe('making a broadcast', () => {
  it('reaches the poles of the area, the record of deeds and the screens', async () => {
    const { scheduler, people, ask, refreshed, deeds, events, store } = await arrange();
    const made = await scheduler.create(people.officer, ask());
    expect(made).toMatchObject({ state: 'planned', rank: 'commune', createdBy: 'Name of officer' });
    expect(made.clusterIds).toEqual(poles('thach-hung'));
    expect(made.counts).toEqual({ targeted: 3, online: 0, sounding: 0, heard: 0 });
    expect(refreshed).toEqual(poles('thach-hung'));
    expect(deeds).toMatchObject([{ action: 'broadcast.create', subject: made.id, accountId: 'officer' }]);
    expect(events).toEqual([{ type: 'broadcast', broadcast: made }]);
    expect(await store.clustersOf(made.id)).toEqual(poles('thach-hung'));
  });

  it.each([
    ['the area of somebody else', 'access.forbidden', {}, 'tan-giang'],
    ['the province, which holds others', 'access.forbidden', {}, 'ha-tinh'],
    ['an area without poles', 'schedule.no-clusters', {}, 'nowhere'],
    ['a recording that is not ready', 'media.not-ready', { mediaId: 'raw' }, 'thach-hung'],
    ['yesterday', 'schedule.in-the-past', { startAt: 0 }, 'thach-hung'],
  ])('is refused for %s and leaves nothing behind', async (_, code, changes, areaId) => {
    const { scheduler, people, ask, refreshed, deeds, reader, clock } = await arrange();
    await expect(scheduler.create(people.officer, ask(changes, areaId))).rejects.toMatchObject({ code });
    expect([refreshed, deeds]).toEqual([[], []]);
    expect(await reader.list(people.admin, { from: 0, to: clock.now() + 1e9 })).toEqual([]);
  });

  it('speaks for the province when the province asks', async () => {
    const { scheduler, people, ask } = await arrange();
    expect((await scheduler.create(people.province, ask())).rank).toBe('province');
  });
});

describe('cancelling a broadcast', () => {
  it('works while it sounds, once', async () => {
    const { scheduler, people, ask, clock, refreshed, deeds } = await arrange();
    const { id } = await scheduler.create(people.officer, ask());
    clock.advance(2 * MINUTE);
    refreshed.length = 0;
    expect(await scheduler.cancel(people.officer, id)).toMatchObject({ id, state: 'cancelled' });
    expect(refreshed).toEqual(poles('thach-hung'));
    expect(deeds.at(-1)).toMatchObject({ action: 'broadcast.cancel', subject: id });
    await expect(scheduler.cancel(people.officer, id)).rejects.toMatchObject({
      code: 'schedule.already-over',
    });
  });

  it('is too late when it has ended', async () => {
    const { scheduler, people, ask, clock } = await arrange();
    const { id } = await scheduler.create(people.officer, ask());
    clock.advance(60 * MINUTE);
    await expect(scheduler.cancel(people.officer, id)).rejects.toMatchObject({
      code: 'schedule.already-over',
    });
  });

  it('of what the province has put on air is not for the commune, nor of what it cannot see', async () => {
    const { scheduler, people, ask } = await arrange();
    const { id } = await scheduler.create(people.province, ask());
    await expect(scheduler.cancel(people.officer, id)).rejects.toMatchObject({ code: 'access.forbidden' });
    await expect(scheduler.cancel(people.neighbour, id)).rejects.toMatchObject({ code: 'input.not-found' });
    expect((await scheduler.cancel(people.admin, id)).state).toBe('cancelled');
  });
});

describe('reading broadcasts', () => {
  it('lists by time what touches the own poles', async () => {
    const { scheduler, reader, people, ask, clock } = await arrange();
    const { id } = await scheduler.create(people.officer, ask());
    const startAt = clock.now() + MINUTE;
    const ids = async (who: 'officer' | 'neighbour', from: number, to: number): Promise<string[]> =>
      (await reader.list(people[who], { from, to })).map((broadcast) => broadcast.id);
    expect(await ids('officer', startAt, startAt + 1)).toEqual([id]);
    expect(await ids('officer', 0, startAt)).toEqual([]);
    expect(await ids('officer', startAt + 40 * MINUTE, startAt + 90 * MINUTE)).toEqual([]);
    expect(await ids('neighbour', 0, startAt + 1)).toEqual([]);
  });

  it('tells of each pole what it plays now and what it recorded, in all its pieces', async () => {
    const { scheduler, reader, people, ask, db, poles: states, clock } = await arrange();
    const { id } = await scheduler.create(people.officer, ask());
    clock.advance(2 * MINUTE);
    states.sounding.set('thach-hung-1', id);
    states.heard.set('thach-hung-1', id);
    const piece = { broadcastId: id, kind: 'stored', startedAt: 0, endedAt: 1, receivedAt: 2 } as const;
    const played = { ...piece, clusterId: 'thach-hung-2' };
    await db
      .insertInto('playlog')
      .values({ ...played, number: 1, playedMs: 100, heardMs: 90, outcome: 'cut' })
      .execute();
    await db
      .insertInto('playlog')
      .values({ ...played, number: 2, playedMs: 50, heardMs: 50, outcome: 'completed' })
      .execute();
    const { clusters, broadcast } = await reader.detail(people.officer, id);
    expect(broadcast.counts).toEqual({ targeted: 3, online: 0, sounding: 1, heard: 1 });
    const unknown = { playedMs: null, heardMs: null, outcome: null };
    const silent = { sounding: false, heard: false };
    expect(clusters).toEqual([
      { clusterId: 'thach-hung-1', name: 'thach-hung 1', sounding: true, heard: true, ...unknown },
      {
        clusterId: 'thach-hung-2',
        name: 'thach-hung 2',
        sounding: false,
        heard: true,
        playedMs: 150,
        heardMs: 140,
        outcome: 'completed',
      },
      { clusterId: 'thach-hung-3', name: 'thach-hung 3', ...silent, ...unknown },
    ]);
  });
});

describe('the preview', () => {
  it('names the poles that are away and who gives way to whom', async () => {
    const { scheduler, previewer, people, ask, poles: states, clock } = await arrange();
    states.online.add('thach-hung-1');
    const startAt = clock.now() + MINUTE;
    const province = await scheduler.create(people.province, ask({ title: 'Tỉnh', startAt }, 'ha-tinh'));
    const normal = await scheduler.create(people.officer, ask({ title: 'Xã', startAt: startAt + MINUTE }));
    await scheduler.create(people.officer, ask({ title: 'Tối', startAt: startAt + 600 * MINUTE }));
    const cancelled = await scheduler.create(people.officer, ask({ startAt }));
    await scheduler.cancel(people.officer, cancelled.id);
    const asked = ask({ class: 'priority', startAt: startAt + 5 * MINUTE });
    const preview = await previewer.preview(people.officer, asked);
    expect(preview.clusterIds).toEqual(poles('thach-hung'));
    expect(preview.offline).toEqual(['thach-hung-2', 'thach-hung-3']);
    expect(preview.overlaps).toEqual([
      { broadcastId: province.id, title: 'Tỉnh', startAt, clusters: 3, givesWay: 'other' },
      { broadcastId: normal.id, title: 'Xã', startAt: startAt + MINUTE, clusters: 3, givesWay: 'other' },
    ]);
    const humble = await previewer.preview(people.officer, { ...asked, class: 'normal' });
    expect(humble.overlaps.map(({ givesWay }) => givesWay)).toEqual(['this', 'this']);
  });
});

describe('the announcer', () => {
  it('tells of a start, of poles that join and of the end, and not twice the same', async () => {
    const { scheduler, announcer, people, ask, poles: states, clock, events } = await arrange();
    const { id } = await scheduler.create(people.officer, ask());
    const told = () =>
      events.map((event) =>
        event.type === 'broadcast' ? [event.broadcast.state, event.broadcast.counts.sounding] : [],
      );
    await announcer.look();
    expect(told()).toEqual([['planned', 0]]);
    clock.advance(MINUTE);
    await announcer.look();
    states.sounding.set('thach-hung-1', id);
    await announcer.look();
    await announcer.look();
    states.sounding.clear();
    clock.advance(11 * MINUTE);
    await announcer.look();
    expect(told()).toEqual([
      ['planned', 0],
      ['sounding', 0],
      ['sounding', 1],
      ['ended', 0],
    ]);
  });

  it('looks by itself while consoles are there', async () => {
    const { scheduler, announcer, people, ask, clock, events } = await arrange();
    await scheduler.create(people.officer, ask());
    clock.advance(MINUTE);
    announcer.start();
    cleanUps.unshift(() => announcer.close());
    await eventually(() => (events.length > 1 ? undefined : 'no second event'));
  });
});

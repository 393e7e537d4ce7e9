import { expect, test } from 'vitest';
import type { Broadcast, BroadcastDetail } from '@loa/protocol';
import { momentOf } from '../../words/dates.ts';
import { byDay, comingNext, soundingNow, weekOf } from './broadcast-days.ts';
import { poleResult } from './pole-result.ts';

const at = (day: string, time: string) => momentOf(day, time) ?? Number.NaN;
const broadcast = (id: string, startAt: number, fields: Partial<Broadcast> = {}): Broadcast => ({
  ...{
    id,
    kind: 'stored',
    title: id,
    class: 'normal',
    rank: 'commune',
    clusterIds: [],
    state: 'planned',
    startAt,
  },
  ...{
    targets: { areaIds: [], zoneIds: [], clusterIds: [] },
    endAt: startAt + 60_000,
    latestEndAt: null,
    mediaId: null,
  },
  ...{ profile: null, createdBy: '', createdAt: 0, recorded: false },
  ...{ counts: { targeted: 0, online: 0, sounding: 0, heard: 0 } },
  ...fields,
});
const line = (fields: Partial<BroadcastDetail['clusters'][number]>) => ({
  ...{
    clusterId: 'c',
    name: 'c',
    sounding: false,
    heard: false,
    playedMs: null,
    heardMs: null,
    outcome: null,
  },
  ...fields,
});

test('a broadcast at five in the morning belongs to that day, although it is still yesterday in UTC', () => {
  const days = byDay([broadcast('b', at('2025-11-22', '05:00')), broadcast('a', at('2025-11-21', '23:59'))]);
  expect(days.map(({ day }) => day)).toEqual(['2025-11-21', '2025-11-22']);
});

test('a week begins on Monday, also seen from a Sunday', () => {
  expect(weekOf('2025-11-23')).toMatchObject({ firstDay: '2025-11-17', lastDay: '2025-11-23' });
  expect(weekOf('2025-11-17')).toMatchObject({ firstDay: '2025-11-17' });
});

test('of what sounds, the emergency stands first', () => {
  const list = [
    broadcast('n', 1, { state: 'sounding' }),
    broadcast('e', 2, { state: 'sounding', class: 'emergency' }),
  ];
  expect(soundingNow(list).map(({ id }) => id)).toEqual(['e', 'n']);
});

test('what was cancelled does not come next', () => {
  const list = [
    broadcast('c', 50, { state: 'cancelled' }),
    broadcast('b', 60),
    broadcast('a', 55),
    broadcast('old', 5),
  ];
  expect(comingNext(list, 10).map(({ id }) => id)).toEqual(['a', 'b']);
});

test('played is not heard', () => {
  expect(poleResult(line({ outcome: 'completed', playedMs: 1000, heardMs: 900 }), 'ended')).toBe('heard');
  expect(poleResult(line({ outcome: 'completed', playedMs: 1000, heardMs: 0 }), 'ended')).toBe('unheard');
  expect(poleResult(line({ outcome: 'completed', playedMs: 1000, heardMs: 300 }), 'ended')).toBe('partly');
  expect(poleResult(line({ outcome: 'cut', playedMs: 500, heardMs: 400 }), 'ended')).toBe('cut');
  expect(poleResult(line({ outcome: 'missed', playedMs: 0, heardMs: 0 }), 'ended')).toBe('missed');
});

test('a pole that has said nothing yet waits before the broadcast and has no report after it', () => {
  expect(poleResult(line({}), 'planned')).toBe('planned');
  expect(poleResult(line({}), 'ended')).toBe('none');
  expect(poleResult(line({ sounding: true }), 'sounding')).toBe('sounding');
});

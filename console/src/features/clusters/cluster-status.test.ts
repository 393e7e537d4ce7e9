import { expect, test } from 'vitest';
import type { Cluster, Problem, Reported } from '@loa/protocol';
import { ailmentsOf, compareUrgency, matches, soundingOf, statusOf } from './cluster-status.ts';

const reported = (codes: Problem['code'][], sounding: Reported['sounding'] = null): Reported => ({
  ...{
    at: 1,
    bootId: 'b',
    desiredRevision: 1,
    planRevision: 1,
    mediaRequest: 'r',
    wantsSpread: false,
    sounding,
    suspended: [],
  },
  plan: { completeUntil: 1, occurrences: 0, missingMedia: 0 },
  clock: { known: true, offsetMs: 0, errorMs: 1 },
  refused: {},
  problems: codes.map((code) => ({ code, since: 5, detail: '' })),
});
const pole = (fields: Partial<Cluster> = {}): Cluster => ({
  ...{
    id: 'p',
    areaId: 'a',
    name: 'Cụm 2',
    place: 'Đường Nguyễn Du',
    latitude: null,
    longitude: null,
    horns: 2,
  },
  ...{
    volumePercent: 70,
    state: 'online',
    lastSeenAt: 100,
    presence: null,
    reported: reported([]),
    telemetry: null,
  },
  ...fields,
});
const live = { broadcastId: 'x', kind: 'live', positionMs: 5, heard: false } as const;

test('the gravest ailment is told first', () => {
  const codes = ailmentsOf(pole({ reported: reported(['media-missing', 'clock-unknown', 'output-away']) }));
  expect(codes.map(({ code }) => code)).toEqual(['output-away', 'clock-unknown', 'media-missing']);
});

test('a pole that fell silent has one ailment, whatever it said before', () => {
  expect(ailmentsOf(pole({ state: 'offline', reported: reported(['disk-full']) }))).toEqual([
    { code: 'offline', since: 100 },
  ]);
});

test('a pole that sounds and is ill counts as ill', () => {
  expect(statusOf(pole({ reported: reported([], live) }))).toBe('sounding');
  expect(statusOf(pole({ reported: reported(['amplifier-silent'], live) }))).toBe('ill');
});

test('what an offline pole last played does not sound any more', () => {
  expect(soundingOf(pole({ state: 'offline', reported: reported([], live) }))).toBeNull();
});

test('one waits for the technician before one that is well, and "Cụm 2" stands before "Cụm 10"', () => {
  const list = [
    ...[pole({ name: 'Cụm 10' }), pole({ name: 'Cụm 2' })],
    ...[pole({ name: 'ill', reported: reported(['disk-full']) }), pole({ name: 'off', state: 'offline' })],
  ];
  expect(list.sort(compareUrgency).map(({ name }) => name)).toEqual(['off', 'ill', 'Cụm 2', 'Cụm 10']);
});

test('a search needs no accents, not even the stroke of đ', () => {
  expect(matches(pole(), 'duong nguyen')).toBe(true);
  expect(matches(pole(), 'CỤM 2 ')).toBe(true);
  expect(matches(pole(), 'cụm 3')).toBe(false);
});

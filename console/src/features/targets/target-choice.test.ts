import { expect, test } from 'vitest';
import type { Area, Cluster, Zone } from '@loa/protocol';
import { areaOptions, buildAreaTree, ownAreas } from './area-tree.ts';
import * as choice from './target-choice.ts';

const area = (id: string, parentId: string | null, rank: Area['rank']): Area => ({
  ...{ id, parentId, rank, name: id, code: '', validFrom: null, validTo: null },
});
const pole = (id: string, areaId: string, state: Cluster['state'] = 'online'): Cluster => ({
  ...{ id, areaId, state, name: id, place: '', latitude: null, longitude: null, horns: 2, volumePercent: 70 },
  ...{ lastSeenAt: null, presence: null, reported: null, telemetry: null },
});
const tree = buildAreaTree([
  area('tan-giang', 'ha-tinh', 'commune'),
  area('ha-tinh', null, 'province'),
  area('thach-hung', 'ha-tinh', 'commune'),
  area('trung', 'thach-hung', 'hamlet'),
  area('bac', 'thach-hung', 'hamlet'),
]);
const zone: Zone = { id: 'old', areaId: 'ha-tinh', name: 'old', clusterIds: ['p1', 'p3'] };
const clusters = [
  ...[pole('p1', 'trung'), pole('p2', 'bac'), pole('p3', 'thach-hung'), pole('p4', 'tan-giang', 'offline')],
  pole('stolen', 'trung', 'revoked'),
];
const ground: choice.Ground = { tree, zones: [zone], clusters };
const ids = (targets: typeof choice.NOWHERE) => choice.reachOf(ground, targets).map(({ id }) => id);

test('an area reaches all below it, each pole once, and never a revoked one', () => {
  expect(ids({ areaIds: ['thach-hung', 'trung'], zoneIds: ['old'], clusterIds: ['p1'] })).toEqual([
    'p1',
    'p2',
    'p3',
  ]);
});

test('an officer of a commune chooses inside it: what lies above is no choice', () => {
  const areas = [...tree.values()].map((node) => node.area);
  const own = buildAreaTree(ownAreas(areas, 'thach-hung'));
  expect(choice.everywhere({ ...ground, tree: own }).areaIds).toEqual(['thach-hung']);
  expect([...own.keys()]).toEqual(['thach-hung', 'bac', 'trung']);
});

test('areas are read from the top, brothers by name', () => {
  expect(areaOptions(tree).map(({ value }) => value)).toEqual([
    'ha-tinh',
    'tan-giang',
    'thach-hung',
    'bac',
    'trung',
  ]);
});

test('choosing an area swallows what was chosen inside it', () => {
  const before = { areaIds: ['trung'], zoneIds: [], clusterIds: ['p2', 'p4'] };
  expect(choice.toggleArea(ground, before, 'thach-hung')).toEqual({
    ...{ areaIds: ['thach-hung'], zoneIds: [], clusterIds: ['p4'] },
  });
});

test('taking a hamlet out of a chosen province leaves everything else chosen', () => {
  const after = choice.toggleArea(ground, choice.everywhere(ground), 'trung');
  expect(ids(after)).toEqual(['p2', 'p3', 'p4']);
  expect(choice.areaMark(ground, after, 'trung')).toBe('off');
  expect(choice.areaMark(ground, after, 'ha-tinh')).toBe('some');
});

test('taking one pole out of a chosen area leaves the others of the area', () => {
  const after = choice.toggleCluster(ground, choice.everywhere(ground), clusters[2]!);
  expect(ids(after)).toEqual(['p1', 'p2', 'p4']);
});

test('taking one pole out of a chosen zone leaves the others of the zone', () => {
  const after = choice.toggleCluster(ground, choice.toggleZone(choice.NOWHERE, 'old'), clusters[0]!);
  expect(ids(after)).toEqual(['p3']);
});

test('toggling twice reaches the same poles as before', () => {
  const start = choice.toggleArea(ground, choice.NOWHERE, 'thach-hung');
  const twice = choice.toggleCluster(ground, choice.toggleCluster(ground, start, clusters[0]!), clusters[0]!);
  expect(ids(twice)).toEqual(ids(start));
});

test('a remembered choice forgets what does not exist any more', () => {
  const remembered = { areaIds: ['gone', 'bac'], zoneIds: ['gone'], clusterIds: ['gone', 'p4'] };
  expect(choice.existing(ground, remembered)).toEqual({ areaIds: ['bac'], zoneIds: [], clusterIds: ['p4'] });
});

test('everything over two communes is wide, one whole commune is an ordinary broadcast', () => {
  expect(choice.isWide(ground, choice.everywhere(ground))).toBe(true);
  expect(choice.isWide(ground, { ...choice.NOWHERE, areaIds: ['thach-hung'] })).toBe(false);
  const one = { ...ground, clusters: clusters.filter(({ areaId }) => areaId !== 'tan-giang') };
  expect(choice.isWide(one, choice.everywhere(one))).toBe(false);
});

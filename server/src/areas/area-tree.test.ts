import { describe, expect, it } from 'vitest';
import type { Area } from '@loa/protocol';
import { faultOfPlace } from './area-rules.ts';
import { build } from './area-tree.ts';

const area = (id: string, parentId: string | null, rank: Area['rank']): Area => ({
  ...{ id, parentId, rank, code: '', name: id, validFrom: null, validTo: null },
});
const areas = [
  area('ha-tinh', null, 'province'),
  area('thanh-sen', 'ha-tinh', 'commune'),
  area('tan-giang', 'thanh-sen', 'hamlet'),
  area('to-5', 'tan-giang', 'hamlet'),
  area('thach-ha', 'ha-tinh', 'commune'),
];
const tree = build(areas);

describe('the tree of areas', () => {
  it('leads from an area to the top', () => {
    expect(tree.path('to-5')).toEqual(['to-5', 'tan-giang', 'thanh-sen', 'ha-tinh']);
    expect(tree.path('ha-tinh')).toEqual(['ha-tinh']);
  });

  it('holds an area among those below it, parents first', () => {
    expect(tree.below('thanh-sen')).toEqual(['thanh-sen', 'tan-giang', 'to-5']);
    expect(tree.below('ha-tinh').sort()).toEqual(areas.map(({ id }) => id).sort());
  });

  it('knows nothing above or below an area that is not there', () => {
    expect(tree.path('nowhere')).toEqual([]);
    expect(tree.below('nowhere')).toEqual([]);
  });

  it('ends although somebody wrote a circle into the database', () => {
    const circle = build([area('a', 'b', 'hamlet'), area('b', 'a', 'hamlet')]);
    expect(circle.path('a')).toEqual(['a', 'b']);
    expect(circle.below('a')).toEqual(['a', 'b']);
  });
});

describe('the place of an area', () => {
  it('needs no district between province and commune', () => {
    expect(faultOfPlace(tree, area('new', 'ha-tinh', 'commune'))).toBeUndefined();
    expect(faultOfPlace(tree, area('new', 'ha-tinh', 'hamlet'))).toBeUndefined();
  });

  it('is not under an area of the same or a lower rank, except among hamlets', () => {
    expect(faultOfPlace(tree, area('new', 'thach-ha', 'commune'))).toBe('rank');
    expect(faultOfPlace(tree, area('new', 'tan-giang', 'commune'))).toBe('rank');
    expect(faultOfPlace(tree, area('new', 'tan-giang', 'hamlet'))).toBeUndefined();
  });

  it('is neither below itself nor below what is not there', () => {
    expect(faultOfPlace(tree, area('thanh-sen', 'tan-giang', 'hamlet'))).toBe('parentId');
    expect(faultOfPlace(tree, area('new', 'nowhere', 'hamlet'))).toBe('parentId');
  });

  it('is not above an area of a higher rank', () => {
    expect(faultOfPlace(tree, area('ha-tinh', null, 'hamlet'))).toBe('rank');
  });
});

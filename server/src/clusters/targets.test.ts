import { describe, expect, it } from 'vitest';
import { chosenClusters, type Places } from './targets.ts';

const places: Places = {
  tree: { below: (id) => (id === 'commune' ? ['commune', 'hamlet'] : [id]) },
  zones: [{ id: 'zone', clusterIds: ['c3', 'gone'] }],
  clusters: [
    { id: 'c3', areaId: 'other' },
    { id: 'c2', areaId: 'hamlet' },
    { id: 'c1', areaId: 'commune' },
  ],
};
const targets = (change: object) => ({ areaIds: [], zoneIds: [], clusterIds: [], ...change });

describe('the clusters of targets', () => {
  it('of an area are those of all areas below it', () => {
    expect(chosenClusters(targets({ areaIds: ['commune'] }), places)).toEqual(['c1', 'c2']);
  });

  it('are each there once, sorted, however often they were named', () => {
    const many = targets({ areaIds: ['commune', 'hamlet'], zoneIds: ['zone'], clusterIds: ['c3', 'c1'] });
    expect(chosenClusters(many, places)).toEqual(['c1', 'c2', 'c3']);
  });

  it('leave out what may not sound (any more)', () => {
    expect(chosenClusters(targets({ zoneIds: ['zone'], clusterIds: ['gone'] }), places)).toEqual(['c3']);
    expect(chosenClusters(targets({ zoneIds: ['nowhere'] }), places)).toEqual([]);
  });
});

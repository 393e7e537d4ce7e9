import { describe, expect, it } from 'vitest';
import type { NewBroadcast } from '@loa/protocol';
import { build } from '../areas/area-tree.ts';
import { defaultLatestEnd, planBroadcast } from './new-broadcast.ts';
import { isAtLeast, rankOf } from './rank.ts';

const now = Date.UTC(2026, 8, 28, 10);
const MINUTE = 60_000;

function plan(changes: Partial<NewBroadcast>, durationMs = 10 * MINUTE) {
  const targets = { areaIds: [], zoneIds: [], clusterIds: ['c1'] };
  const request = {
    title: 'Bản tin',
    class: 'priority',
    targets,
    mediaId: 'm1',
    startAt: now,
    ...changes,
  } as const;
  const allowed = { clusterIds: ['c1'], rank: 'province' } as const;
  const proposal = { id: 'b1', request, media: { id: 'm1', durationMs }, createdBy: 'u1' };
  return planBroadcast({ ...proposal, allowed: { ...allowed, clusterIds: ['c1'] } }, now);
}

describe('a new broadcast', () => {
  it('may start at once, and 5 s ago for a slow line, but not 6 s ago', () => {
    expect(plan({ startAt: now }).startAt).toBe(now);
    expect(plan({ startAt: now - 5_000 }).startAt).toBe(now - 5_000);
    expect(() => plan({ startAt: now - 6_000 })).toThrow('schedule.in-the-past');
  });

  it.each([
    ['30 min more than a short one lasts', 10 * MINUTE, 40 * MINUTE],
    ['twice as long as a long one lasts', 60 * MINUTE, 120 * MINUTE],
  ])('stays, when nobody says how long, %s', (_, durationMs, expected) => {
    expect(defaultLatestEnd(now, durationMs) - now).toBe(expected);
    expect(plan({}, durationMs)).toMatchObject({
      latestEndAt: now + expected,
      latestStartAt: now + expected,
    });
  });

  it.each([
    ['shorter than it lasts', 10 * MINUTE - 1, false],
    ['exactly as long as it lasts', 10 * MINUTE, true],
    ['a day', 24 * 60 * MINUTE, true],
    ['longer than a plan reaches back', 24 * 60 * MINUTE + 1, false],
  ])('may not stay or may stay: %s', (_, stayMs, isAllowed) => {
    const make = (): unknown => plan({ latestEndAt: now + stayMs });
    if (isAllowed) expect(make).not.toThrow();
    else expect(make).toThrow('input.invalid');
  });

  it('carries the rank of whoever speaks and ends when the recording does', () => {
    expect(plan({})).toMatchObject({ rank: 'province', endAt: now + 10 * MINUTE, kind: 'stored' });
  });
});

describe('the rank of a broadcast', () => {
  const area = (id: string, parentId: string | null, rank: 'province' | 'commune' | 'hamlet') => ({
    ...{ id, parentId, rank, code: '', name: id },
    ...{ validFrom: null, validTo: null },
  });
  const tree = build([area('p', null, 'province'), area('c', 'p', 'commune'), area('h', 'c', 'hamlet')]);

  it.each([
    ["is that of the account's area, whatever it targets", 'c', ['h'], 'commune'],
    ['is that of the highest targeted area without an own one', null, ['h', 'p', 'c'], 'province'],
    ['is a commune where only clusters are targeted', null, [], 'commune'],
    ['is a commune where the area is unknown', null, ['gone'], 'commune'],
  ] as const)('%s', (_, own, targets, expected) => {
    expect(rankOf(own, targets, tree)).toBe(expected);
  });

  it('stands as high as itself and higher than what is below', () => {
    expect(isAtLeast('commune', 'commune')).toBe(true);
    expect(isAtLeast('province', 'commune')).toBe(true);
    expect(isAtLeast('commune', 'province')).toBe(false);
  });
});

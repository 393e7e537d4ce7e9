import { describe, expect, it } from 'vitest';
import { Plan, misfit } from '@loa/protocol';
import { planOf, type DueBroadcast } from './planner.ts';

const now = Date.UTC(2026, 8, 28, 10);
const MINUTE = 60_000;
const DAY = 86_400_000;
const sha256 = 'a'.repeat(64);

function due(broadcastId: string, startAt: number, changes: Partial<DueBroadcast> = {}): DueBroadcast {
  const latestEndAt = startAt + 40 * MINUTE;
  const media = { sha256, bytes: 60_000, durationMs: 10 * MINUTE };
  const times = { startAt, latestStartAt: latestEndAt, latestEndAt };
  return {
    broadcastId,
    title: broadcastId,
    class: 'normal',
    rank: 'commune',
    ...times,
    ...media,
    ...changes,
  };
}

describe('the plan of a cluster', () => {
  it.each([
    ['begins in a minute', now + MINUTE, {}, true],
    ['began a minute ago and runs', now - MINUTE, {}, true],
    ['has reached its latest end', now - 40 * MINUTE, {}, false],
    ['began 23 h ago and may run on', now - 23 * 60 * MINUTE, { latestEndAt: now + 1 }, true],
    ['began more than a day ago', now - DAY - 1, { latestEndAt: now + MINUTE }, false],
    ['begins just before seven days are over', now + 7 * DAY - 1, {}, true],
    ['begins when seven days are over', now + 7 * DAY, {}, false],
  ])('of a broadcast that %s', (_, startAt, changes, isIn) => {
    expect(planOf([due('b', startAt, changes)], now).occurrences.map((one) => one.broadcastId)).toEqual(
      isIn ? ['b'] : [],
    );
  });

  it('is sorted by start, then by id, and fits its schema', () => {
    const plan = planOf([due('c', now + 2), due('b', now + 1), due('a', now + 2)], now);
    expect(plan.occurrences.map((one) => one.broadcastId)).toEqual(['b', 'a', 'c']);
    expect(plan.completeUntil).toBe(now + 7 * DAY);
    expect(misfit(Plan, plan)).toBeUndefined();
  });

  it('says that it ends earlier when there is more than a message holds', () => {
    const many = Array.from({ length: 2005 }, (_, index) => due(`b${index}`, now + index * MINUTE));
    const plan = planOf(many, now);
    expect(plan.occurrences).toHaveLength(2000);
    expect(plan.completeUntil).toBe(now + 2000 * MINUTE);
    expect(misfit(Plan, plan)).toBeUndefined();
  });
});

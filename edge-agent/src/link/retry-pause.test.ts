import { expect, it } from 'vitest';
import { pauseAfter } from './retry-pause.ts';

const BOUNDS = { leastMs: 1000, mostMs: 30_000 };

it('doubles the pause up to the bound', () => {
  const pauses = [0, 1, 2, 3, 4, 5, 60].map((tries) => pauseAfter(tries, BOUNDS, 1));
  expect(pauses).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
});

it('grows more slowly where it is told to', () => {
  const pauses = [0, 1, 2, 60].map((tries) => pauseAfter(tries, { ...BOUNDS, growth: 1.5 }, 1));
  expect(pauses).toEqual([1000, 1500, 2250, 30_000]);
});

it('spreads poles over half of the pause', () => {
  expect(pauseAfter(3, BOUNDS, 0)).toBe(4000);
  expect(pauseAfter(3, BOUNDS, 0.5)).toBe(6000);
});

import { expect, test } from 'vitest';
import { PeriodJitter } from './period-jitter.ts';

const draw = (mostMs: number, seed: number) => {
  const jitter = new PeriodJitter(mostMs, seed);
  return Array.from({ length: 1000 }, () => jitter.next());
};

test('lateness is spread over the whole range and repeats with its seed', () => {
  const late = draw(8, 3);
  expect(Math.min(...late)).toBeLessThan(0.2);
  expect(Math.max(...late)).toBeGreaterThan(7.8);
  expect(late.reduce((sum, ms) => sum + ms, 0) / late.length).toBeCloseTo(4, 0);
  expect(draw(8, 3)).toEqual(late);
  expect(draw(8, 4)).not.toEqual(late);
});

test('a card without jitter is never late', () => {
  expect(new Set(draw(0, 3))).toEqual(new Set([0]));
});

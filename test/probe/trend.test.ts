import { expect, it } from 'vitest';
import { trendOf } from './trend.ts';

it('tells the rate of a steady growth', () => {
  expect(trendOf([66, 66.1, 66.2, 66.3, 66.4, 66.5])).toBeCloseTo(0.1);
});

it('finds a leak beneath readings that chance moves', () => {
  expect(trendOf([66, 66.4, 66.1, 66.7, 66.3, 66.9])).toBeGreaterThan(0.08);
});

it('finds a leak that begins in the middle', () => {
  expect(trendOf([66, 66, 66, 66.2, 66.4, 66.6])).toBeGreaterThan(0.08);
});

it('takes a step at the beginning for no growth, but one near the middle for some', () => {
  expect(trendOf([66, 66.5, 66.5, 66.5, 66.5, 66.5])).toBe(0);
  expect(trendOf([66, 66, 66.5, 66.5, 66.5, 66.5])).toBeGreaterThan(0.08);
});

it('is not moved by one reading that stands out', () => {
  expect(trendOf([66, 66, 66, 70, 66, 66])).toBe(0);
});

it('tells of what shrinks', () => {
  expect(trendOf([3, 2, 1])).toBe(-1);
});

it('knows nothing of a single reading', () => {
  expect(trendOf([66])).toBeNaN();
});

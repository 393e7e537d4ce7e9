import { expect, test } from 'vitest';
import { loudnessOf, shareOf } from './decibels.ts';

test('full scale fills the meter and silence empties it', () => {
  expect(shareOf(0)).toBe(1);
  expect(shareOf(-30)).toBeCloseTo(0.5);
  expect(shareOf(-Infinity)).toBe(0);
});

test('a square wave of half scale measures -6 dBFS, by its mean as by its peak', () => {
  const { rmsDbfs, peakDbfs } = loudnessOf(
    Float32Array.from({ length: 960 }, (_, i) => (i % 2 === 0 ? 0.5 : -0.5)),
  );
  expect(rmsDbfs).toBeCloseTo(-6.02, 1);
  expect(peakDbfs).toBeCloseTo(-6.02, 1);
});

test('silence is minus infinity, which an empty meter shows', () => {
  expect(loudnessOf(new Float32Array(960)).rmsDbfs).toBe(-Infinity);
});

import { expect, it } from 'vitest';
import { longestQuietMs } from './quiet-stretch.ts';

const RATE = 8_000;
const tone = (ms: number) =>
  Array.from({ length: (ms * RATE) / 1000 }, (_, i) => (i % 2 === 0 ? 5_000 : -5_000));
const quiet = (ms: number) => Array.from({ length: (ms * RATE) / 1000 }, () => 20);
const sound = (...parts: number[][]) => ({ samples: Int16Array.from(parts.flat()), sampleRateHz: RATE });

it('the longest quiet stretch is the longest one between sounds, not the quiet before and after', () => {
  expect(
    longestQuietMs(sound(quiet(900), tone(100), quiet(200), tone(40), quiet(400), tone(20), quiet(2_000))),
  ).toBe(400);
});

it('sound without a break has no quiet stretch, and silence is quiet for ever', () => {
  expect(longestQuietMs(sound(tone(1_000)))).toBe(0);
  expect(longestQuietMs(sound(quiet(1_000)))).toBe(Infinity);
});

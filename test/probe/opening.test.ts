import { expect, test } from 'vitest';
import { openingOf } from './opening.ts';

const RATE = 48_000;

/** Three seconds that are nowhere alike. */
const reference = (() => {
  let seed = 5;
  const samples = Int16Array.from({ length: 3 * RATE }, (_, i) => {
    seed = (seed * 16_807) % 2_147_483_647;
    return 4000 * (seed / 2_147_483_647 - 0.5) + 5000 * Math.sin(i / 30 + (i / 20_000) ** 2);
  });
  return { samples, sampleRateHz: RATE };
})();

/** The reference at half loudness after 700 ms, its first `cutMs` missing. */
function heard(cutMs: number) {
  const samples = new Int16Array(4 * RATE);
  reference.samples.forEach((sample, i) => (samples[0.7 * RATE + i] = i < cutMs * 48 ? 0 : sample / 2));
  return { samples, sampleRateHz: RATE };
}

test('a whole beginning is whole, at whatever loudness', () => {
  for (const { likeness, gainDb } of openingOf(reference, heard(0))) {
    expect(likeness).toBeGreaterThan(0.999);
    expect(Math.abs(gainDb)).toBeLessThan(0.1);
  }
});

test('a beginning that was cut off is seen, frame by frame', () => {
  const frames = openingOf(reference, heard(70.5));
  expect(frames.map(({ likeness }) => likeness > 0.99)).toEqual([
    ...Array<boolean>(4).fill(false),
    ...Array<boolean>(6).fill(true),
  ]);
  expect(frames[0]).toEqual({ likeness: 0, gainDb: -Infinity });
});

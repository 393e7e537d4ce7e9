import { expect, test } from 'vitest';
import { frameAt, wallTimeOf } from './recording.ts';

const recording = {
  samples: new Int16Array(96_000),
  sampleRateHz: 48_000,
  // The card's clock was set 1 % faster at frame 48,000.
  stamps: [
    { frame: 0, atMs: 1_000_000 },
    { frame: 48_000, atMs: 1_001_000 },
    { frame: 96_480, atMs: 1_002_000 },
  ],
};

test('a frame between two stamps sounded in proportion, also beyond the last', () => {
  expect(wallTimeOf(recording, 24_000)).toBe(1_000_500);
  expect(wallTimeOf(recording, 48_000 + 24_240)).toBe(1_001_500);
  expect(wallTimeOf(recording, 48_000 + 96_960)).toBe(1_003_000);
});

test('frame and wall time are inverses of each other on both sides of a change of speed', () => {
  for (const frame of [0, 1.5, 47_999, 48_001, 96_000])
    expect(frameAt(recording, wallTimeOf(recording, frame))).toBeCloseTo(frame, 4);
});

test('a recording with a single stamp is refused', () => {
  expect(() => wallTimeOf({ ...recording, stamps: [{ frame: 0, atMs: 0 }] }, 1)).toThrow(RangeError);
});

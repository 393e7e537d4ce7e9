import { expect, test } from 'vitest';
import { asRecording } from './fake-speech.ts';
import { firstSoundMs, gapsOf } from './gaps.ts';

const BEGAN_AT = 1_700_000_000_000;

/** A second of tone for each `true`, of silence for each `false`. */
function seconds(...sounding: boolean[]) {
  const samples = new Int16Array(sounding.length * 48_000);
  samples.forEach((_, i) => {
    if (sounding[Math.floor(i / 48_000)] === true) samples[i] = i % 2 === 0 ? 5_000 : -5_000;
  });
  return asRecording({ samples, sampleRateHz: 48_000 }, BEGAN_AT);
}

test('a gap begins and ends by the wall clock, and one without an end is open', () => {
  expect(gapsOf(seconds(true, false, false, true, false), 200)).toEqual([
    { fromMs: BEGAN_AT + 1000, untilMs: BEGAN_AT + 3000 },
    { fromMs: BEGAN_AT + 4000, untilMs: null },
  ]);
});

test('what is shorter than asked for is a pause, no gap', () => {
  const recording = seconds(true, true);
  recording.samples.fill(0, 48_000, 48_000 + 4_800);
  expect(gapsOf(recording, 200)).toEqual([]);
  expect(gapsOf(recording, 100)).toHaveLength(1);
});

test('the first sound is found after silence, at the very beginning, and not at all', () => {
  expect(firstSoundMs(seconds(false, true, false))).toBe(1000);
  expect(firstSoundMs(seconds(true, false))).toBe(0);
  expect(firstSoundMs(seconds(false))).toBeUndefined();
});

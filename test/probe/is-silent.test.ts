import { expect, test } from 'vitest';
import { fakeSpeech } from './fake-speech.ts';
import { isSilent, loudestFrameDbfs } from './is-silent.ts';

test('the noise of the last bit is silence, one quiet syllable in a minute is not', () => {
  const samples = Int16Array.from({ length: 60 * 48_000 }, (_, i) => i % 2);
  expect(isSilent({ samples, sampleRateHz: 48_000 })).toBe(true);
  samples.set(
    fakeSpeech(0.1).samples.map((sample) => sample / 10),
    1_000_000,
  );
  expect(isSilent({ samples, sampleRateHz: 48_000 })).toBe(false);
});

test('a full-scale sine is at −3 dBFS', () => {
  const samples = Float32Array.from({ length: 4_800 }, (_, i) => Math.sin((2 * Math.PI * i) / 48));
  expect(loudestFrameDbfs({ samples, sampleRateHz: 48_000 })).toBeCloseTo(-3.01, 1);
});

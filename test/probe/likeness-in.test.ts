import { expect, test } from 'vitest';
import { fakeSpeech } from './fake-speech.ts';
import { likenessIn } from './likeness-in.ts';

const speech = fakeSpeech(10);
const stretch = (sound: typeof speech, gain: number) => ({
  samples: Int16Array.from(sound.samples.subarray(3 * 48_000, 5 * 48_000), (sample) => sample * gain),
  sampleRateHz: 48_000,
});

test('a stretch of the source is known again, softer and turned over', () => {
  expect(likenessIn(speech, stretch(speech, -0.4))).toBeGreaterThan(0.99);
});

test('other speech, and silence, are not like it', () => {
  expect(likenessIn(speech, stretch(fakeSpeech(10, 48_000, 7), 1))).toBeLessThan(0.3);
  expect(likenessIn(speech, stretch(speech, 0))).toBe(0);
});

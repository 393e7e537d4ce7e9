import { expect, test } from 'vitest';
import { asRecording, fakeSpeech } from './fake-speech.ts';
import { startOf } from './start-of.ts';

const speech = fakeSpeech(4);
const noonMs = Date.UTC(2026, 8, 28, 5);

test('the wall time of the first sample is found to a twentieth of a millisecond on a drifting card', () => {
  const recording = asRecording(speech, noonMs, { ppm: 80, leadFrames: 100_000 });
  const trueStart = noonMs + 100_000 / (48 * (1 + 80e-6));
  expect(Math.abs((startOf(speech, recording) ?? NaN) - trueStart)).toBeLessThan(0.05);
});

test('a start that was cut off is told by what followed', () => {
  const cut = { ...speech, samples: speech.samples.slice(48_000) };
  const recording = asRecording(cut, noonMs, { leadFrames: 4_800 });
  expect(Math.abs((startOf(speech, recording) ?? NaN) - (noonMs + 100 - 1000))).toBeLessThan(0.05);
});

test('silence before the first word of the reference is part of it', () => {
  const samples = new Int16Array(speech.samples.length + 24_000);
  samples.set(speech.samples, 24_000);
  const reference = { samples, sampleRateHz: 48_000 };
  const recording = asRecording(reference, noonMs, { leadFrames: 48_000 });
  expect(Math.abs((startOf(reference, recording) ?? NaN) - (noonMs + 1000))).toBeLessThan(0.05);
});

test('a reference that never sounded has no start', () => {
  expect(
    startOf(speech, asRecording({ ...speech, samples: new Int16Array(200_000) }, noonMs)),
  ).toBeUndefined();
});

import { expect, test } from 'vitest';
import { asRecording, fakeSpeech } from './fake-speech.ts';
import { percentile, skewBetween } from './skew-between.ts';

const speech = fakeSpeech(8);
const noonMs = Date.UTC(2026, 8, 28, 5);

test('two poles that sound 3.7 ms apart are told apart by as much, whenever their recordings began', () => {
  const a = asRecording(speech, noonMs - 500, { leadFrames: 24_000 });
  const b = asRecording(speech, noonMs - 2000 + 3.7, { leadFrames: 96_000 });
  const skew = skewBetween(a, b);
  expect(skew.windows.length).toBeGreaterThanOrEqual(7);
  expect(skew.unmatched).toEqual([]);
  expect(skew.p50Ms).toBeCloseTo(3.7, 1);
  expect(skew.p99Ms).toBeLessThan(3.8);
  expect(skew.windows.every(({ skewMs }) => skewMs > 0)).toBe(true);
});

test('a pole whose card drifts away unnoticed shows a growing skew', () => {
  const skew = skewBetween(asRecording(speech, noonMs), asRecording(speech, noonMs, { ppm: -200 }));
  const first = skew.windows[0]?.skewMs ?? NaN;
  const last = skew.windows.at(-1)?.skewMs ?? NaN;
  expect(last - first).toBeGreaterThan(1.1);
  expect(last - first).toBeLessThan(1.5);
});

test('a pole that stayed silent has no skew at all', () => {
  const silent = asRecording({ ...speech, samples: new Int16Array(speech.samples.length) }, noonMs);
  const skew = skewBetween(asRecording(speech, noonMs), silent);
  expect(skew.windows).toEqual([]);
  expect(skew.unmatched.length).toBeGreaterThanOrEqual(7);
  expect(skew.p50Ms).toBeNaN();
});

test('percentiles are values that occurred', () => {
  expect([50, 95, 99].map((percent) => percentile([1, 2, 3, 4], percent))).toEqual([2, 4, 4]);
});

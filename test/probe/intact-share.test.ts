import { expect, test } from 'vitest';
import { asRecording, fakeSpeech } from './fake-speech.ts';
import { damageIn, intactShare, judgeFrames } from './intact-share.ts';

const speech = fakeSpeech(6);

function altered(change: (sample: number, index: number) => number) {
  return { ...speech, samples: speech.samples.map(change) };
}

test('a quieter and later copy is wholly intact', () => {
  const quiet = altered((sample) => Math.round(sample * 0.3));
  expect(intactShare(speech, asRecording(quiet, 0, { leadFrames: 9_000, wanted: 400_000 }))).toBeGreaterThan(
    0.995,
  );
});

test('a card that runs 100 ppm slow damages nothing, and the slip is what the clock lost', () => {
  const long = fakeSpeech(12);
  const slow = Int16Array.from({ length: long.samples.length + 500 }, (_, i) => {
    const place = i / (1 + 100e-6);
    const left = Math.floor(place);
    const [a = 0, b = 0] = long.samples.subarray(left, left + 2);
    return Math.round(a + (place - left) * (b - a));
  });
  const verdict = judgeFrames(long, { samples: slow, sampleRateHz: 48_000 });
  expect(verdict.intact).toBeGreaterThan(0.98);
  expect(verdict.slipMs).toBeGreaterThan(0.8);
  expect(verdict.slipMs).toBeLessThan(1.3);
});

test('a second of silence is missed for that second, and the rest stays intact', () => {
  const verdict = judgeFrames(
    speech,
    altered((sample, i) => (i >= 96_000 && i < 144_000 ? 0 : sample)),
  );
  expect(verdict.silent).toBeGreaterThan(1 / 6 - 0.03);
  expect(verdict.silent).toBeLessThan(1 / 6 + 0.03);
  expect(verdict.intact).toBeGreaterThan(1 - 1 / 6 - 0.04);
});

test('tells where the damage is, stretch by stretch', () => {
  const silenced = altered((sample, i) => (i >= 96_000 && i < 144_000 ? 0 : sample));
  const recording = asRecording(silenced, 0, { leadFrames: 9_000, wanted: 400_000 });
  const { damagedMs } = judgeFrames(speech, recording);
  expect(Math.abs((damagedMs[0] ?? NaN) - 2000)).toBeLessThan(100);
  expect(Math.abs((damagedMs.at(-1) ?? NaN) - 2980)).toBeLessThan(100);
  expect(damageIn({ damagedMs: [1200, 1220, 1320, 7020] })).toBe('1.20-1.34 s, 7.02-7.04 s');
  expect(damageIn({ damagedMs: [] })).toBe('');
});

test('a level that drops 12 dB half-way is damage', () => {
  const half = speech.samples.length / 2;
  expect(
    intactShare(
      speech,
      altered((sample, i) => (i < half ? sample : Math.round(sample / 4))),
    ),
  ).toBeLessThan(0.6);
});

test('other speech of the same length is not taken for the reference', () => {
  expect(intactShare(speech, fakeSpeech(6, 48_000, 99))).toBeLessThan(0.1);
});

test('a silent recording holds nothing of the reference', () => {
  expect(
    judgeFrames(
      speech,
      altered(() => 0),
    ),
  ).toMatchObject({ intact: 0, silent: 1 });
});

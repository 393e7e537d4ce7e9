import { expect, test } from 'vitest';
import { alignTo } from './align.ts';
import { asRecording, fakeSpeech } from './fake-speech.ts';

const speech = fakeSpeech(3);

test('the delay of a recording is found to a tenth of a millisecond', () => {
  const recording = asRecording(speech, 0, { leadFrames: 11_111 });
  expect(alignTo(speech, recording)).toBeCloseTo(11_111 / 48, 1);
});

test('a recording that misses the first half second has a negative delay', () => {
  expect(alignTo(speech, { ...speech, samples: speech.samples.slice(24_000) })).toBeCloseTo(-500, 1);
});

test('reference and recording may have different rates and kinds of numbers', () => {
  const asFloat = Float32Array.from(
    speech.samples.filter((_, i) => i % 3 === 0),
    (sample) => sample / 32_768,
  );
  const delayed = asRecording(speech, 0, { leadFrames: 4_800 });
  expect(alignTo({ samples: asFloat, sampleRateHz: 16_000 }, delayed)).toBeCloseTo(100, 1);
});

test('a recording of turned polarity is aligned all the same', () => {
  const turned = { ...speech, samples: speech.samples.map((sample) => -sample) };
  expect(alignTo(speech, turned)).toBeCloseTo(0, 2);
});

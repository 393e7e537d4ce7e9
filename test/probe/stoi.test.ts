import { expect, test } from 'vitest';
import { chanceFrom, fakeSpeech } from './fake-speech.ts';
import { stoi } from './stoi.ts';

const speech = fakeSpeech(6);

function withNoise(amplitude: number) {
  const chance = chanceFrom(3);
  const samples = speech.samples.map((sample) => sample + amplitude * (chance() - 0.5));
  return { ...speech, samples };
}

test('an exact copy is perfectly intelligible', () => {
  expect(stoi(speech, speech)).toBeCloseTo(1, 3);
});

test('the more noise, the less is understood', () => {
  const scores = [1_000, 5_000, 25_000].map((amplitude) => stoi(speech, withNoise(amplitude)));
  expect(scores[0]).toBeGreaterThan(scores[1] as number);
  expect(scores[1]).toBeGreaterThan(scores[2] as number);
  expect(scores[2]).toBeLessThan(0.7);
});

test('other speech is not understood as the reference', () => {
  expect(stoi(speech, fakeSpeech(6, 48_000, 99))).toBeLessThan(0.5);
});

test('less than a segment of speech is judged as nothing', () => {
  expect(stoi(fakeSpeech(0.3), fakeSpeech(0.3))).toBe(0);
});

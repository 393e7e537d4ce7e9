import { expect, test } from 'vitest';
import { asRecording } from './fake-speech.ts';
import { soundAgainMs } from './sound-again.ts';

const BEGAN_AT = 1_700_000_000_000;
const LEAST_MS = 200;

/** Ten seconds of tone with silences, each from and until a second of the recording. */
function withSilences(...silences: [number, number][]) {
  const samples = Int16Array.from({ length: 480_000 }, (_, i) => (i % 2 === 0 ? 5_000 : -5_000));
  for (const [from, until] of silences) samples.fill(0, from * 48_000, until * 48_000);
  return asRecording({ samples, sampleRateHz: 48_000 }, BEGAN_AT);
}

const between = (from: number, until: number, countedFrom = from) => ({
  fromMs: BEGAN_AT + from * 1000,
  countedFromMs: BEGAN_AT + countedFrom * 1000,
  untilMs: BEGAN_AT + until * 1000,
});

test('the longest silence counts, from the disturbance to its end', () => {
  const recording = withSilences([0, 1.5], [2.5, 3], [4, 6], [7, 7.5]);
  expect(soundAgainMs(recording, between(2, 9), LEAST_MS)).toBe(4000);
});

test('a silence that had begun before is not its doing', () => {
  expect(soundAgainMs(withSilences([1, 5]), between(2, 9), LEAST_MS)).toBe(0);
});

test('what was bridged, or was over before the mending, took no time', () => {
  expect(soundAgainMs(withSilences(), between(2, 9), LEAST_MS)).toBe(0);
  expect(soundAgainMs(withSilences([3, 4]), between(2, 9, 5), LEAST_MS)).toBe(0);
});

test('counting begins with the mending', () => {
  expect(soundAgainMs(withSilences([3, 7]), between(2, 9, 6), LEAST_MS)).toBe(1000);
});

test('sound that did not come back while the programme went on is told as such', () => {
  expect(soundAgainMs(withSilences([3, 10]), between(2, 9), LEAST_MS)).toBeNull();
  expect(soundAgainMs(withSilences([3, 9.5]), between(2, 9), LEAST_MS)).toBeNull();
});

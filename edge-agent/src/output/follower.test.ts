import { expect, it } from 'vitest';
import { FakeSource, sine } from './fake-source.ts';
import { Follower } from './follower.ts';

const BLOCK = 480;
const HERTZ = 1000;
const AMPLITUDE = 20_000;
/** The steepest that the sine itself goes from one sample to the next. */
const STEEPEST = AMPLITUDE * 2 * Math.PI * (HERTZ / 48_000);

/** Reads blocks at the given distances of the wanted position from an even pace; returns the whole sound. */
function play(follower: Follower, distances: readonly number[]): Float32Array {
  const sound = new Float32Array(distances.length * BLOCK);
  distances.forEach((distance, i) => {
    follower.render(1000 + i * BLOCK + distance, sound.subarray(i * BLOCK, (i + 1) * BLOCK));
  });
  return sound;
}

function greatestStep(sound: Float32Array): number {
  return sound.reduce(
    (most, sample, i) => (i === 0 ? 0 : Math.max(most, Math.abs(sample - (sound[i - 1] ?? 0)))),
    0,
  );
}

it('gives the source sample for sample where time and source agree', () => {
  const sound = play(new Follower(new FakeSource(sine(HERTZ))), [0, 0, 0]);
  expect(sound.every((sample, i) => sample === Math.round(sine(HERTZ)(1000 + i)))).toBe(true);
});

it('makes up 10 ms without a step that the sine itself would not take', () => {
  const follower = new Follower(new FakeSource(sine(HERTZ)));
  const sound = play(follower, [0, ...Array<number>(4000).fill(480)]);
  expect(greatestStep(sound)).toBeLessThan(STEEPEST * 1.01);
  expect(Math.abs(1000 + 4001 * BLOCK + 480 - follower.next)).toBeLessThan(5);
});

it('is not late on a crystal that is off by 100 parts per million', () => {
  const follower = new Follower(new FakeSource(sine(HERTZ)));
  const block = new Float32Array(BLOCK);
  const pace = 1 + 100e-6;
  let furthest = 0;
  for (let i = 0; i < 3000; i += 1) {
    const wanted = 1000 + i * BLOCK * pace;
    follower.render(wanted, block, pace);
    furthest = Math.max(furthest, Math.abs(wanted + BLOCK * pace - follower.next));
  }
  expect(furthest).toBeLessThan(0.01);
});

it('never bends the pitch by more than 300 parts per million', () => {
  const follower = new Follower(new FakeSource(sine(HERTZ)));
  play(follower, [0]);
  const before = follower.next;
  play(follower, [BLOCK + 900]);
  expect(follower.next - before).toBeLessThanOrEqual(BLOCK * (1 + 300e-6) + 1e-6);
});

it('jumps over 100 ms at once, and with a fade instead of a click', () => {
  const follower = new Follower(new FakeSource(sine(HERTZ)));
  const sound = play(follower, [0, 0, 4800 + 24, 4800 + 24]);
  expect(follower.next).toBe(1000 + 4 * BLOCK + 4824);
  // Half a period off, an unfaded jump at the crest would be twice the amplitude.
  expect(greatestStep(sound)).toBeLessThan(STEEPEST * 1.1);
});

it('draws near over what its source does not call far', () => {
  const source = new FakeSource(sine(HERTZ));
  source.farFrames = 2400;
  const follower = new Follower(source);
  play(follower, [0]);
  const before = follower.next;
  play(follower, [BLOCK + 2400]);
  expect(follower.next - before).toBeLessThanOrEqual(BLOCK * (1 + 300e-6) + 1e-6);
  play(follower, [2 * BLOCK + 2402]);
  expect(follower.next).toBe(1000 + 3 * BLOCK + 2402);
});

it('fades out before a gap and says how much was sound', () => {
  const source = new FakeSource(sine(HERTZ));
  source.endsAt = 1000 + BLOCK + 200;
  const follower = new Follower(source);
  const sound = new Float32Array(2 * BLOCK);
  expect(follower.render(1000, sound.subarray(0, BLOCK))).toBe(BLOCK);
  expect(follower.render(1000 + BLOCK, sound.subarray(BLOCK))).toBe(198);
  expect(greatestStep(sound)).toBeLessThan(STEEPEST * 1.1);
  expect(sound.subarray(BLOCK + 198).every((sample) => sample === 0)).toBe(true);
});

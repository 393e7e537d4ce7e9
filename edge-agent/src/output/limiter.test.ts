import { describe, expect, it } from 'vitest';
import { gainFactor } from '@loa/protocol';
import { clickLevel } from '../testing/clicks.ts';
import { CEILING_DBFS, Limiter, LOOK_AHEAD_FRAMES } from './limiter.ts';

const BLOCK = 480;
const CEILING = 32_768 * gainFactor(CEILING_DBFS);
const SECOND = 48_000;

/** Sends a function of the frame through a limiter, in blocks as the pump does, and takes the delay away. */
function limited(limiter: Limiter, frames: number, sampleAt: (frame: number) => number): Int16Array {
  const out = new Int16Array(frames + BLOCK);
  const block = new Float32Array(BLOCK);
  for (let start = 0; start < out.length; start += BLOCK) {
    for (let i = 0; i < BLOCK; i += 1) block[i] = sampleAt(start + i);
    limiter.write(block, out.subarray(start, start + BLOCK));
  }
  return out.subarray(LOOK_AHEAD_FRAMES, LOOK_AHEAD_FRAMES + frames);
}

const tone = (hertz: number, amplitude: number) => (frame: number) =>
  amplitude * Math.sin((2 * Math.PI * hertz * frame) / SECOND);

/** Everything that is not the tone, against the tone, over whole waves; -60 dB are a thousandth. */
function distortionDb(sound: Int16Array, hertz: number): number {
  let sine = 0;
  let cosine = 0;
  let power = 0;
  sound.forEach((sample, frame) => {
    const angle = (2 * Math.PI * hertz * frame) / SECOND;
    sine += (sample * Math.sin(angle) * 2) / sound.length;
    cosine += (sample * Math.cos(angle) * 2) / sound.length;
    power += sample ** 2 / sound.length;
  });
  const wave = (sine ** 2 + cosine ** 2) / 2;
  return 10 * Math.log10(Math.max(power - wave, 1e-9) / wave);
}

const peakOf = (sound: Int16Array) => sound.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);

/** Random numbers between -1 and 1 that are the same every time. */
function noise(): () => number {
  let seed = 11;
  return () => {
    seed = (seed * 16_807) % 2_147_483_647;
    return (seed / 2_147_483_647 - 0.5) * 2;
  };
}

it('hands on what is below the ceiling bit for bit, later by its look-ahead', () => {
  const random = noise();
  const sent: number[] = [];
  const sampleAt = () => {
    const sample = Math.round(random() * 29_000);
    sent.push(sample);
    return sample;
  };
  const sound = limited(new Limiter(), SECOND, sampleAt);
  expect(sound.every((sample, frame) => sample === sent[frame])).toBe(true);
});

it('hands on bit for bit again, some time after it has limited', () => {
  const limiter = new Limiter();
  limited(limiter, SECOND / 2, tone(440, 50_000));
  limited(limiter, 3 * SECOND, tone(440, 20_000));
  const sound = limited(limiter, SECOND, tone(997, 29_000));
  // The first frames are still those of the sound before.
  expect(sound.every((sample, frame) => sample === Math.round(Math.fround(tone(997, 29_000)(frame))))).toBe(
    true,
  );
});

describe('never lets a sample above the ceiling', () => {
  it.each([
    ['of two voices at full scale', (frame: number) => tone(440, 32_767)(frame) + tone(453, 32_767)(frame)],
    ['of noise twice as high', noise()],
    ['of a single impulse', (frame: number) => (frame === 7777 ? 200_000 : 0)],
    [
      'of a square wave that begins at once',
      (frame: number) => (frame < 999 ? 0 : frame % 96 < 48 ? 60_000 : -60_000),
    ],
  ])('%s', (name, shape) => {
    const scale = name.startsWith('of noise') ? 65_536 : 1;
    const sound = limited(new Limiter(), SECOND, (frame) => scale * shape(frame));
    expect(peakOf(sound)).toBeLessThanOrEqual(Math.ceil(CEILING));
    expect(peakOf(sound)).toBeGreaterThan(CEILING * 0.9);
  });
});

describe('a tone 6 dB over the ceiling keeps its shape', () => {
  it.each([60, 100, 250, 440, 1000, 3000, 8000])('%i Hz', (hertz) => {
    const sound = limited(new Limiter(), 2 * SECOND, tone(hertz, 2 * CEILING)).subarray(SECOND);
    expect(distortionDb(sound, hertz)).toBeLessThan(-70);
    expect(peakOf(sound)).toBeGreaterThan(CEILING * 0.99);
  });
});

it('goes down and comes back without a click', () => {
  const burst = (frame: number) => tone(200, frame > 12_000 && frame < 24_000 ? 50_000 : 20_000)(frame);
  // The burst begins and ends where the tone crosses zero, so that only the limiter could click.
  const sound = limited(new Limiter(), SECOND, burst);
  expect(clickLevel(sound, 480, 40_000)).toBeLessThan(-60);
});

it('comes back to full loudness within half a second', () => {
  const sound = limited(new Limiter(), SECOND, (frame) => tone(440, frame < 12_000 ? 60_000 : 20_000)(frame));
  expect(peakOf(sound.subarray(13_000, 14_000))).toBeLessThan(15_000);
  expect(peakOf(sound.subarray(36_000))).toBeGreaterThan(19_800);
});

it('forgets what is under way when it is told to', () => {
  const limiter = new Limiter();
  limited(limiter, SECOND, tone(440, 60_000));
  limiter.reset();
  const out = new Int16Array(BLOCK);
  limiter.write(new Float32Array(BLOCK).fill(1000), out);
  expect([out[LOOK_AHEAD_FRAMES - 1], out[LOOK_AHEAD_FRAMES]]).toEqual([0, 1000]);
});

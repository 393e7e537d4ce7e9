import type { Sound } from './sound.ts';
import type { StampedRecording } from './recording.ts';

/**
 * Sound that behaves like speech to a judge: syllables of harmonics with a wandering pitch, and pauses. The same
 * seed gives the same sound.
 */
export function fakeSpeech(seconds: number, sampleRateHz = 48_000, seed = 1): Sound {
  const chance = chanceFrom(seed);
  const samples = new Int16Array(Math.round(seconds * sampleRateHz));
  let at = 0;
  while (at < samples.length) {
    const length = Math.round((0.1 + 0.2 * chance()) * sampleRateHz);
    writeSyllable(samples.subarray(at, at + length), sampleRateHz, chance);
    at += length + Math.round(0.08 * chance() * sampleRateHz);
  }
  return { samples, sampleRateHz };
}

function writeSyllable(target: Int16Array, sampleRateHz: number, chance: () => number): void {
  const pitchHz = 110 + 150 * chance();
  const glide = 0.8 + 0.4 * chance();
  const formantHz = 350 + 1500 * chance();
  const harmonics = Array.from({ length: 14 }, (_, k) => {
    const distance = Math.log2(((k + 1) * pitchHz) / formantHz);
    return { number: k + 1, strength: Math.exp(-(distance ** 2)), phase: 2 * Math.PI * chance() };
  });
  let turns = 0;
  for (let i = 0; i < target.length; i++) {
    const progress = i / target.length;
    turns += (pitchHz * (1 + (glide - 1) * progress)) / sampleRateHz;
    const tone = harmonics.reduce(
      (sum, { number, strength, phase }) => sum + strength * Math.sin(2 * Math.PI * number * turns + phase),
      0,
    );
    target[i] = Math.round(2200 * Math.sin(Math.PI * progress) * (tone + 0.3 * (chance() - 0.5)));
  }
}

/** The sound as a card of `ppm` clock error would have sounded it, from `startMs` on, after `leadFrames` of silence. */
export function asRecording(
  sound: Sound,
  startMs: number,
  { ppm = 0, leadFrames = 0, wanted = 0 } = {},
): StampedRecording {
  const samples = new Int16Array(Math.max(wanted, leadFrames + sound.samples.length));
  samples.set(sound.samples, leadFrames);
  const lengthMs = samples.length / ((sound.sampleRateHz / 1000) * (1 + ppm * 1e-6));
  const stamps = [
    { frame: 0, atMs: startMs },
    { frame: samples.length, atMs: startMs + lengthMs },
  ];
  return { samples, sampleRateHz: sound.sampleRateHz, stamps };
}

/** Pseudo-random numbers from 0 to 1 (mulberry32), the same for the same seed. */
export function chanceFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

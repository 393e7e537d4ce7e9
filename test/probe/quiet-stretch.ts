import { amplitudesOf } from './sound.ts';
import type { Sound } from './sound.ts';

const FRAME_S = 0.02;
/** Frames whose peak stays below this (about -50 dBFS) count as quiet, int16 units. */
const QUIET_AMPLITUDE = 100;

/** The longest stretch without sound between two frames with sound, ms; Infinity when there is no sound at all. */
export function longestQuietMs(sound: Sound): number {
  const samples = amplitudesOf(sound);
  const frame = Math.round(FRAME_S * sound.sampleRateHz);
  let longest = 0;
  let lastLoud: number | undefined;
  for (let at = 0; at + frame <= samples.length; at += frame) {
    if (!isLoud(samples.subarray(at, at + frame))) continue;
    if (lastLoud !== undefined) longest = Math.max(longest, at - lastLoud - frame);
    lastLoud = at;
  }
  return lastLoud === undefined ? Infinity : (longest / sound.sampleRateHz) * 1000;
}

function isLoud(samples: Float64Array): boolean {
  return samples.some((sample) => Math.abs(sample) > QUIET_AMPLITUDE);
}

import { align, forJudging, JUDGE_RATE_HZ } from './align.ts';
import { localLag } from './local-lag.ts';
import { wallTimeOf } from './recording.ts';
import type { StampedRecording } from './recording.ts';
import { resample } from './resample.ts';
import { amplitudesOf, meanSquare } from './sound.ts';
import type { Sound } from './sound.ts';

/** Length of speech by which the start is told exactly, seconds: long enough to be unlike any other, too short to drift. */
const WINDOW_S = 1;
const REACH_S = 0.02;
const FRAME_S = 0.02;
const ACTIVE_SHARE = 10 ** (-35 / 10);
const LEAST_LIKENESS = 0.3;

/**
 * Wall time (Unix ms) at which the reference's first sample sounded, or would have, had it not been cut off;
 * undefined when the reference is not in the recording. Told by the first second of sound in the reference that is
 * there, so that a drifting card does not smear it; exact to about 0.05 ms.
 */
export function startOf(reference: Sound, recording: StampedRecording): number | undefined {
  const rate = recording.sampleRateHz;
  const ref = resample(amplitudesOf(reference), reference.sampleRateHz, rate);
  const out = amplitudesOf(recording);
  const coarse = align(forJudging(reference), forJudging(recording));
  const around = Math.round((coarse.lag / JUDGE_RATE_HZ) * rate);
  for (const start of activeStarts(ref, rate)) {
    const window = ref.subarray(start, start + WINDOW_S * rate);
    const match = localLag(window, out, start + around, REACH_S * rate);
    if (match === undefined || match.likeness < LEAST_LIKENESS) continue;
    return wallTimeOf(recording, match.frame) - (start / rate) * 1000;
  }
  return undefined;
}

/** Where seconds of the reference begin that open with sound. */
function activeStarts(ref: Float64Array, rate: number): number[] {
  const frame = Math.round(FRAME_S * rate);
  const powers: number[] = [];
  for (let i = 0; i + frame <= ref.length; i += frame) powers.push(meanSquare(ref.subarray(i, i + frame)));
  const limit = powers.reduce((most, power) => Math.max(most, power), 0) * ACTIVE_SHARE;
  const starts: number[] = [];
  powers.forEach((power, k) => {
    const last = starts.at(-1);
    if (power > limit && (last === undefined || k * frame >= last + WINDOW_S * rate)) starts.push(k * frame);
  });
  return starts;
}

import { correlate, strongestPeak } from './correlation.ts';
import type { Peak } from './correlation.ts';
import { resample } from './resample.ts';
import { amplitudesOf } from './sound.ts';
import type { Sound } from './sound.ts';

/** The rate at which speech is judged, Hz: all that matters for words lies below 8 kHz. */
export const JUDGE_RATE_HZ = 16_000;

/** The sound at the judging rate, in int16 units. */
export function forJudging(sound: Sound): Float64Array {
  return resample(amplitudesOf(sound), sound.sampleRateHz, JUDGE_RATE_HZ);
}

/** Where `reference` lies in `played`: the lag of the strongest correlation over all lags. Both at one rate. */
export function align(reference: Float64Array, played: Float64Array): Peak {
  return strongestPeak(correlate(reference, played).valueAt, 1 - reference.length, played.length - 1);
}

/**
 * Milliseconds from the beginning of `played` to the beginning of `reference` in it; negative when the
 * beginning was not recorded. Exact to a fraction of a 16 kHz sample where both clocks agree.
 */
export function alignTo(reference: Sound, played: Sound): number {
  return (align(forJudging(reference), forJudging(played)).exactLag / JUDGE_RATE_HZ) * 1000;
}

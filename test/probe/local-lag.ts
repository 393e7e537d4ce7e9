import { correlate, strongestPeak } from './correlation.ts';
import { energyOf } from './sound.ts';

export interface LocalMatch {
  /** Where the window begins in the recording, with the fraction of a sample. */
  frame: number;
  /** Normalised correlation there, 0 to 1 (the sign is dropped). */
  likeness: number;
}

/**
 * Finds `window` in `played` within `reach` samples of `expected`; undefined where the recording does not reach
 * that far.
 */
export function localLag(
  window: Float64Array,
  played: Float64Array,
  expected: number,
  reach: number,
): LocalMatch | undefined {
  const from = Math.max(0, Math.floor(expected - reach));
  const stretch = played.subarray(from, Math.ceil(expected + reach) + window.length);
  const room = stretch.length - window.length;
  if (window.length === 0 || room < 0) return undefined;
  const peak = strongestPeak(correlate(window, stretch).valueAt, 0, room);
  const energy = energyOf(window) * energyOf(stretch.subarray(peak.lag, peak.lag + window.length));
  const likeness = energy === 0 ? 0 : Math.abs(peak.value) / Math.sqrt(energy);
  return { frame: from + peak.exactLag, likeness };
}

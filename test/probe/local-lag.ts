import { correlate, strongestPeak } from './correlation.ts';
import { energyOf } from './sound.ts';

/** Of all the sound around; what is quieter is silence, which is like everything. */
const TINY_SHARE = 1e-6;

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
  const likenessAt = normalised(window, stretch);
  const peak = strongestPeak(likenessAt, 0, room);
  return { frame: from + peak.exactLag, likeness: Math.abs(peak.value) };
}

/**
 * Correlation against the loudness of both: a window that ends in the rise of a sound would otherwise be found later,
 * where the sound is louder.
 */
function normalised(window: Float64Array, stretch: Float64Array): (lag: number) => number {
  const { valueAt } = correlate(window, stretch);
  const own = energyOf(window);
  const before = new Float64Array(stretch.length + 1);
  stretch.forEach((sample, i) => (before[i + 1] = (before[i] as number) + sample * sample));
  const least = TINY_SHARE * (before.at(-1) ?? 0);
  return (lag) => {
    const there = (before[lag + window.length] as number) - (before[lag] as number);
    return own === 0 || there <= least ? 0 : valueAt(lag) / Math.sqrt(own * there);
  };
}

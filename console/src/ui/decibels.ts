/** The quietest level that a meter shows, dBFS. */
export const FLOOR_DBFS = -60;

/** Share of a meter's length, 0 to 1, for a level in dBFS; minus infinity is empty. */
export function shareOf(dbfs: number): number {
  return Math.min(1, Math.max(0, 1 - dbfs / FLOOR_DBFS));
}

/** Root mean square and peak of samples from -1 to 1, in dBFS. */
export function loudnessOf(samples: Float32Array): { rmsDbfs: number; peakDbfs: number } {
  let sum = 0;
  let peak = 0;
  for (const sample of samples) {
    sum += sample * sample;
    peak = Math.max(peak, Math.abs(sample));
  }
  return { rmsDbfs: 10 * Math.log10(sum / Math.max(1, samples.length)), peakDbfs: 20 * Math.log10(peak) };
}

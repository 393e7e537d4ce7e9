/** Level that stands for "no signal at all", dBFS; below it nothing is told apart. */
export const FLOOR_DBFS = -100;

/** Sound whose RMS level stays under this is silence for our purposes, dBFS. A quiet room at a microphone is louder. */
export const SILENCE_DBFS = -60;

/** Full scale of int16. */
const FULL_SCALE = 32_768;

export interface AudioLevel {
  /** RMS against full scale: a full-scale sine reads -3.0. FLOOR_DBFS to 0. */
  rmsDbfs: number;
  /** Highest sample against full scale. FLOOR_DBFS to 0. */
  peakDbfs: number;
}

/** RMS and peak of int16 PCM; an empty array is FLOOR_DBFS. */
export function measureLevel(pcm: Int16Array): AudioLevel {
  let sum = 0;
  let peak = 0;
  for (const sample of pcm) {
    sum += sample * sample;
    const size = Math.abs(sample);
    if (size > peak) peak = size;
  }
  const rms = pcm.length === 0 ? 0 : Math.sqrt(sum / pcm.length);
  return { rmsDbfs: toDbfs(rms), peakDbfs: toDbfs(peak) };
}

/** Whether the RMS level of `pcm` is under SILENCE_DBFS. */
export function isSilent(pcm: Int16Array): boolean {
  return measureLevel(pcm).rmsDbfs < SILENCE_DBFS;
}

/** dBFS of an amplitude in int16 units. */
export function toDbfs(amplitude: number): number {
  if (amplitude <= 0) return FLOOR_DBFS;
  return Math.max(FLOOR_DBFS, 20 * Math.log10(amplitude / FULL_SCALE));
}

/** Factor for a gain in dB: 0 dB is 1, -6.02 dB is 0.5. */
export function gainFactor(db: number): number {
  return 10 ** (db / 20);
}

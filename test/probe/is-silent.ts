import { amplitudesOf, meanSquare } from './sound.ts';
import type { Sound } from './sound.ts';

const FULL_SCALE = 32_768;
const FRAME_S = 0.02;

/** Level of the loudest 20 ms against full scale, dBFS RMS; −Infinity when every sample is zero. */
export function loudestFrameDbfs(sound: Sound): number {
  const samples = amplitudesOf(sound);
  const frame = Math.max(1, Math.round(FRAME_S * sound.sampleRateHz));
  let most = 0;
  for (let i = 0; i < samples.length; i += frame)
    most = Math.max(most, meanSquare(samples.subarray(i, i + frame)));
  return 10 * Math.log10(most / FULL_SCALE ** 2);
}

/** Whether no 20 ms of the recording reach −60 dBFS: nothing that a person below a horn would hear. */
export function isSilent(sound: Sound): boolean {
  return loudestFrameDbfs(sound) < -60;
}

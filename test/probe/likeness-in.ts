import { align, forJudging } from './align.ts';
import { energyOf } from './sound.ts';
import type { Sound } from './sound.ts';

/**
 * How much a stretch of sound is like the most similar place of `source`: normalised correlation, 0 to 1 (the sign is
 * dropped). Tells what was heard: speech that came through browser, codec and leveller still has about 0.9, other sound
 * next to nothing.
 */
export function likenessIn(source: Sound, part: Sound): number {
  const sought = forJudging(part);
  const whole = forJudging(source);
  const { lag, value } = align(sought, whole);
  const place = whole.subarray(Math.max(0, lag), Math.max(0, lag + sought.length));
  const energy = energyOf(sought) * energyOf(place);
  return energy === 0 ? 0 : Math.abs(value) / Math.sqrt(energy);
}

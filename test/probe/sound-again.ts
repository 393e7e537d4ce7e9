import { gapsOf } from './gaps.ts';
import type { StampedRecording } from './recording.ts';

export interface Disturbance {
  /** When it began (Unix ms): silences that begin before are not its doing. */
  fromMs: number;
  /** From when on the way back to sound is counted (Unix ms), such as the mending. */
  countedFromMs: number;
  /** The programme went on until then (Unix ms); silence that lasts until then has no end. */
  untilMs: number;
}

/**
 * How long after a disturbance sound was back, ms: the end of the longest silence of at least `leastMs` that begins after
 * it. 0 where there was none, or where it was over before counting began; null where sound did not come back.
 */
export function soundAgainMs(
  recording: StampedRecording,
  { fromMs, countedFromMs, untilMs }: Disturbance,
  leastMs: number,
): number | null {
  const gaps = gapsOf(recording, leastMs)
    .filter((gap) => gap.fromMs >= fromMs && gap.fromMs < untilMs)
    .map((gap) => ({ fromMs: gap.fromMs, endMs: Math.min(gap.untilMs ?? untilMs, untilMs) }));
  const longest = gaps.reduce<(typeof gaps)[number] | undefined>(
    (most, gap) => (most === undefined || gap.endMs - gap.fromMs > most.endMs - most.fromMs ? gap : most),
    undefined,
  );
  if (longest === undefined) return 0;
  return longest.endMs >= untilMs ? null : Math.max(0, Math.round(longest.endMs - countedFromMs));
}

import { firstSoundMs } from '../probe/gaps.ts';
import { judgeFrames } from '../probe/intact-share.ts';
import type { Sound } from '../probe/sound.ts';
import { stoi } from '../probe/stoi.ts';
import { tenths, tenThousandths } from './table.ts';

/** What came of a programme, judged against the programme itself. */
export interface Verdict {
  /** Share of the active 20 ms frames that sounded undamaged, 0 to 1. */
  intact: number;
  /** Intelligibility, 0 to 1. */
  stoi: number;
  /** Share of the active frames that were silence, 0 to 1. */
  silent: number;
  /** How much of the beginning was missing, ms; null when nothing sounded. */
  lateStartMs: number | null;
  /** How far the sound moved against the programme from the first tenth to the last, ms. */
  slipMs: number;
}

export function verdictOn(programme: Sound, played: Sound): Verdict {
  const { intact, silent, delayMs, slipMs } = judgeFrames(programme, played);
  const first = firstSoundMs(played);
  const expected = delayMs + (firstSoundMs(programme) ?? 0);
  return {
    intact: tenThousandths(intact),
    stoi: tenThousandths(stoi(programme, played)),
    silent: tenThousandths(silent),
    lateStartMs: first === undefined ? null : Math.round(first - expected),
    slipMs: tenths(slipMs),
  };
}

import type { Broadcast, BroadcastDetail } from '@loa/protocol';

export type PoleResult =
  | 'heard'
  | 'unheard'
  | 'partly'
  | 'cut'
  | 'missed'
  | 'sounding'
  | 'soundingHeard'
  | 'planned'
  | 'none'
  | 'cancelled';

type PoleLine = BroadcastDetail['clusters'][number];

/** Sound was measured over at least this share of what was played; pauses between words are not counted against it. */
const HEARD_SHARE = 0.6;

/** What became of a broadcast on one pole, in one word. "Played" is what the card got, "heard" what was measured. */
export function poleResult(line: PoleLine, state: Broadcast['state']): PoleResult {
  if (line.sounding) return line.heard ? 'soundingHeard' : 'sounding';
  if (line.outcome === null) return silentResult(state);
  if (line.outcome === 'missed' || line.playedMs === null || line.playedMs === 0) return 'missed';
  if (line.heardMs === null || line.heardMs === 0) return 'unheard';
  if (line.outcome === 'cut') return 'cut';
  return line.heardMs >= HEARD_SHARE * line.playedMs ? 'heard' : 'partly';
}

function silentResult(state: Broadcast['state']): PoleResult {
  if (state === 'planned') return 'planned';
  return state === 'cancelled' ? 'cancelled' : 'none';
}

/** Whether somebody should look into it. */
export function isPoor(result: PoleResult): boolean {
  return result === 'unheard' || result === 'partly' || result === 'cut' || result === 'missed';
}

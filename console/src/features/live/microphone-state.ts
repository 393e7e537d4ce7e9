/** Where the microphone stands. `ready` and `lost` know their number at the server. */
export type MicrophoneState =
  | { phase: 'asking' | 'connecting' }
  | { phase: MicrophoneTrouble }
  | { phase: 'ready'; microphoneId: string }
  /** The way to the server broke; it is being opened anew. */
  | { phase: 'lost' };

/** What only a person can mend. */
export type MicrophoneTrouble = 'denied' | 'absent' | 'busy' | 'insecure' | 'vanished';

const TROUBLES: readonly string[] = [
  'denied',
  'absent',
  'busy',
  'insecure',
  'vanished',
] satisfies MicrophoneTrouble[];

export function isTrouble(phase: MicrophoneState['phase']): phase is MicrophoneTrouble {
  return TROUBLES.includes(phase);
}

/** Why the browser gave no microphone (names of W3C Media Capture and Streams, 10.2, and of older browsers). */
export function troubleOf(errorName: string): MicrophoneTrouble {
  switch (errorName) {
    case 'NotAllowedError':
    case 'PermissionDeniedError':
    case 'SecurityError':
      return 'denied';
    case 'NotReadableError':
    case 'TrackStartError':
    case 'AbortError':
      return 'busy';
    case 'TypeError':
      return 'insecure';
    default:
      return 'absent';
  }
}

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 4_000;

/** How long to wait before the `tries`th attempt (from 0) to reach the server again (ms). */
export function waitBefore(tries: number): number {
  return Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** tries);
}

export type LoudnessWord = 'none' | 'low' | 'good' | 'high';

/** What to tell a speaker about the loudest of the last seconds, RMS in dBFS. The bus levels what lies between. */
export function loudnessWord(loudestRmsDbfs: number): LoudnessWord {
  if (loudestRmsDbfs < -55) return 'none';
  if (loudestRmsDbfs < -42) return 'low';
  return loudestRmsDbfs > -6 ? 'high' : 'good';
}

import { gapsOf, type Gap } from '../probe/gaps.ts';
import { likenessIn } from '../probe/likeness-in.ts';
import { frameAt, type StampedRecording } from '../probe/recording.ts';
import { soundAgainMs } from '../probe/sound-again.ts';
import type { Sound } from '../probe/sound.ts';

/**
 * Silence of this length is a gap. The speaker never pauses for more than 60 ms (see `denseSpeech`), which is seen to
 * hold on every pole before each disturbance.
 */
const LEAST_GAP_MS = 200;
/** What sounds this long after sound is back is looked for in what was said: it is to be the speaker, not any sound. */
const CHECKED_MS = { from: 500, length: 2_000 };
const LEAST_LIKENESS = 0.5;

/** When each pole was disturbed, and from when on the way back is counted (Unix ms), in the order of the poles. */
export interface Moments {
  fromMs: number[];
  countedFromMs: number[];
}

/** A live broadcast that was disturbed, and what each pole's card played of it. */
export interface Trial extends Moments {
  name: string;
  recordings: StampedRecording[];
  /** From then until the disturbance every pole is to sound without a gap (Unix ms). */
  calmFromMs: number;
  /** The speaker went on until then (Unix ms). */
  untilMs: number;
}

/** Tells how long speech was away. */
export class RecoveryJudge {
  readonly #speech: Sound;

  /** `speech`: what the speaker says, again and again. */
  constructor(speech: Sound) {
    this.#speech = twice(speech);
  }

  /** The worst pole's time until speech was back, ms, see `soundAgainMs`; null where on any pole it did not come back. */
  worstOf(trial: Trial): number | null {
    const figures = trial.recordings.map((_, index) => this.#figureOf(trial, index));
    return figures.includes(null) ? null : Math.max(...(figures as number[]));
  }

  #figureOf({ name, recordings, calmFromMs, untilMs, ...moments }: Trial, index: number): number | null {
    const recording = recordings[index] as StampedRecording;
    const fromMs = moments.fromMs[index] ?? NaN;
    const countedFromMs = moments.countedFromMs[index] ?? NaN;
    requireDense(recording, calmFromMs, fromMs);
    const soundMs = soundAgainMs(recording, { fromMs, countedFromMs, untilMs }, LEAST_GAP_MS);
    const isSpeaker = soundMs !== null && this.#isSpeaker(recording, countedFromMs + soundMs);
    const words = isSpeaker ? `${soundMs} ms` : 'speech did not come back';
    console.log(`${name}, pole ${index + 1}: ${words}; silences ${toldGaps(recording, fromMs, untilMs)}`);
    return isSpeaker ? soundMs : null;
  }

  #isSpeaker(recording: StampedRecording, soundsAtMs: number): boolean {
    const at = (ms: number) => Math.round(frameAt(recording, soundsAtMs + ms));
    const { from, length } = CHECKED_MS;
    const samples = recording.samples.slice(at(from), at(from + length));
    return likenessIn(this.#speech, { ...recording, samples }) >= LEAST_LIKENESS;
  }
}

/** A stretch may lie across the join of the loop. */
function twice({ samples, sampleRateHz }: Sound): Sound {
  const both = new Int16Array(2 * samples.length);
  both.set(samples);
  both.set(samples, samples.length);
  return { samples: both, sampleRateHz };
}

/** Where speech has silences by itself, nothing could be told. */
function requireDense(recording: StampedRecording, fromMs: number, untilMs: number): void {
  const gaps = gapsOf(recording, LEAST_GAP_MS);
  const own = gaps.filter((gap) => (gap.untilMs ?? Infinity) > fromMs && gap.fromMs < untilMs);
  if (own.length > 0) throw new Error(`the speech itself has silences: ${told(own, fromMs)}`);
}

/** Each silence after the event as "from-until" in seconds since then. */
function toldGaps(recording: StampedRecording, fromMs: number, untilMs: number): string {
  const gaps = gapsOf(recording, LEAST_GAP_MS);
  const after = gaps.filter((gap) => gap.fromMs >= fromMs && gap.fromMs < untilMs);
  return told(after, fromMs);
}

function told(gaps: readonly Gap[], zeroMs: number): string {
  const second = (ms: number | null) => (ms === null ? '' : ((ms - zeroMs) / 1000).toFixed(2));
  return gaps.map((gap) => `${second(gap.fromMs)}-${second(gap.untilMs)}`).join(' ') || 'none';
}

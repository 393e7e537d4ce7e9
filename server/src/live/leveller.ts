import { gainFactor } from '@loa/protocol';
import { SpeechMeter } from './speech-meter.ts';

/**
 * Speech leaves at this level, dBFS RMS while somebody speaks. By ITU-R BS.1770 that is -18 to -20 LUFS, a little under
 * stored recordings (-16 LUFS): more would raise the room around a whisper beyond what the gain may.
 */
export const SPEECH_DBFS = -16;
/** Most that a whisper is raised and a shout lowered, dB. */
const MOST_GAIN_DB = 24;
const LEAST_GAIN_DB = -20;
/** Time constants of the gain, s: fast while the level is plainly wrong, slow when it is nearly right. */
const FAST_S = 0.5;
const SLOW_S = 3;
const NEARLY_DB = 3;
/** No faster than this, dB/s. */
const FASTEST_DB_PER_S = 20;
const FRAME_S = 0.02;
const FULL_SCALE = 32_768;

/**
 * Lets a whisper and a shout arrive alike. The gain moves only while somebody speaks: in a pause it holds, so that
 * the room's noise does not swell. Takes frames of 20 ms; the result may exceed full scale and goes to a limiter.
 */
export class Leveller {
  readonly #meter = new SpeechMeter();
  readonly #isOn: boolean;
  #gainDb = 0;

  /** `levelling: false` lets everything through as it is, for measurements. */
  constructor({ levelling }: { levelling: boolean }) {
    this.#isOn = levelling;
  }

  /** Gain at the end of the last frame, dB. */
  get gainDb(): number {
    return this.#gainDb;
  }

  /** Int16 in, the same scale out in floating point. Nothing is delayed. */
  process(frame: Int16Array): Float32Array {
    const from = gainFactor(this.#gainDb);
    if (this.#isOn && this.#meter.take(meanSquareOf(frame))) this.#approach();
    const step = (gainFactor(this.#gainDb) - from) / frame.length;
    return Float32Array.from(frame, (sample, i) => sample * (from + step * (i + 1)));
  }

  #approach(): void {
    const levelDbfs = this.#meter.levelDbfs;
    if (levelDbfs === undefined) return;
    const wanted = Math.min(MOST_GAIN_DB, Math.max(LEAST_GAIN_DB, SPEECH_DBFS - levelDbfs));
    const missing = wanted - this.#gainDb;
    const speed = missing / (Math.abs(missing) > NEARLY_DB ? FAST_S : SLOW_S);
    this.#gainDb += Math.min(FASTEST_DB_PER_S, Math.max(-FASTEST_DB_PER_S, speed)) * FRAME_S;
  }
}

function meanSquareOf(frame: Int16Array): number {
  let sum = 0;
  for (const sample of frame) sum += sample * sample;
  return sum / frame.length / FULL_SCALE ** 2;
}

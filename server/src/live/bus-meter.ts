import { measureLevel, type AudioLevel } from '@loa/protocol';

/** Frames in one report: 100 ms. */
const REPORT_FRAMES = 5;
/** A microphone louder than this is heard, dBFS RMS before any gain. */
const HEARD_DBFS = -50;
/** It counts as heard through the breaths between words: frames. */
const HEARD_FRAMES = 40;

/** Levels of the programme for the screens, one report every 100 ms. */
export class BusMeter {
  #frames: Int16Array[] = [];
  #sinceHeard = Infinity;

  /** Whether somebody was heard at the microphone during the last moments. */
  get isHeard(): boolean {
    return this.#sinceHeard < HEARD_FRAMES;
  }

  /** Takes a tick's two frames; every fifth time the level of the last 100 ms. */
  take({ microphone, pcm }: { microphone: Int16Array; pcm: Int16Array }): AudioLevel | undefined {
    this.#sinceHeard = measureLevel(microphone).rmsDbfs > HEARD_DBFS ? 0 : this.#sinceHeard + 1;
    this.#frames.push(pcm);
    if (this.#frames.length < REPORT_FRAMES) return undefined;
    const whole = Int16Array.from(this.#frames.flatMap((frame) => [...frame]));
    this.#frames = [];
    return measureLevel(whole);
  }
}

import { measureLevel } from '@loa/protocol';

/** Sound below this is a pause in any speech, dBFS. */
const ALWAYS_QUIET_DBFS = -50;
/** A pause is this much below the speech around it, dB. */
const BELOW_SPEECH_DB = 25;
/** How fast loud speech is forgotten, dB per frame of 20 ms (2 dB/s). */
const FORGET_DB = 0.04;

/** Tells the pauses of speech, where time may be added or taken away unheard. */
export class QuietFinder {
  #speechDbfs = ALWAYS_QUIET_DBFS;

  /** Learns how loud the speech is; every frame once, in order. */
  listen(frame: Int16Array): void {
    this.#speechDbfs = Math.max(measureLevel(frame).rmsDbfs, this.#speechDbfs - FORGET_DB);
  }

  /** Whether this frame lies in a pause of the speech heard so far. */
  isQuiet(frame: Int16Array): boolean {
    return measureLevel(frame).rmsDbfs < Math.max(ALWAYS_QUIET_DBFS, this.#speechDbfs - BELOW_SPEECH_DB);
  }
}

import { measureLevel } from '@loa/protocol';

/** Sound that a reading covers, ms. */
const COVERED_MS = 100;
const FRAMES_PER_MS = 48;

/** Level of the last tenth of a second. */
export class LevelMeter {
  readonly #samples = new Int16Array(COVERED_MS * FRAMES_PER_MS);

  take(sound: Int16Array): void {
    const newest = sound.subarray(-this.#samples.length);
    this.#samples.copyWithin(0, newest.length);
    this.#samples.set(newest, this.#samples.length - newest.length);
  }

  /** dBFS; -100 for silence. */
  get level(): { rmsDbfs: number; peakDbfs: number } {
    return measureLevel(this.#samples);
  }
}

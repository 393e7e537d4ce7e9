/** Louder than this always counts as programme, softer than that never, dBFS. */
const CERTAIN_DBFS = -32;
const FAINT_DBFS = -55;
/** Speech stands this far above the background, dB. */
const ABOVE_NOISE_DB = 8;
/** The background is the softest moment of this many blocks (3 s of 20 ms). */
const NOISE_BLOCKS = 150;
/** Blocks softer than this are no signal at all (a muted or lost microphone) and say nothing about the room, dBFS. */
const DEAD_DBFS = -85;
/** Speech is measured over this many blocks of it (1.5 s of 20 ms). */
const SPEECH_BLOCKS = 75;
/** Blocks this far below the mean are breaths between words and are left out, dB. */
const RELATIVE_GATE_DB = 10;

/** Measures how loud somebody speaks, leaving out pauses and background noise. One block is 20 ms. */
export class SpeechMeter {
  readonly #background: number[] = [];
  readonly #speech: number[] = [];

  /** Mean square of the next block, full scale is 1. Returns whether somebody speaks in it. */
  take(meanSquare: number): boolean {
    const levelDbfs = toDb(meanSquare);
    if (levelDbfs < DEAD_DBFS) return false;
    keep(this.#background, levelDbfs, NOISE_BLOCKS);
    const gateDbfs = Math.min(
      Math.max(Math.min(...this.#background) + ABOVE_NOISE_DB, FAINT_DBFS),
      CERTAIN_DBFS,
    );
    if (levelDbfs < gateDbfs) return false;
    keep(this.#speech, meanSquare, SPEECH_BLOCKS);
    return true;
  }

  /** Level of the speech of the last moments, dBFS RMS; undefined before anybody spoke. */
  get levelDbfs(): number | undefined {
    if (this.#speech.length === 0) return undefined;
    const gate = mean(this.#speech) * 10 ** (-RELATIVE_GATE_DB / 10);
    return toDb(mean(this.#speech.filter((meanSquare) => meanSquare >= gate)));
  }
}

function keep(values: number[], value: number, atMost: number): void {
  values.push(value);
  if (values.length > atMost) values.shift();
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function toDb(meanSquare: number): number {
  return meanSquare <= 0 ? -Infinity : 10 * Math.log10(meanSquare);
}

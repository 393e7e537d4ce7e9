import { FRAME_SAMPLES, SAMPLE_RATE_HZ } from '@loa/protocol';

const FULL_SCALE = 32_768;

/** Collects the loudest sample of every 20 ms of 48 kHz mono PCM, whatever the pieces it comes in. */
export class Waveform {
  readonly #frames: number[] = [];
  #samples = 0;
  #loudest = 0;
  /** First byte of a sample that a piece cut in two. */
  #half: number | undefined;

  /** Little-endian 16-bit samples. */
  push(bytes: Uint8Array): void {
    let at = 0;
    if (this.#half !== undefined && bytes.length > 0) {
      this.#add(this.#half | ((bytes[0] ?? 0) << 8));
      this.#half = undefined;
      at = 1;
    }
    for (; at + 1 < bytes.length; at += 2) this.#add((bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8));
    if (at < bytes.length) this.#half = bytes[at];
  }

  get durationMs(): number {
    return (this.#samples * 1000) / SAMPLE_RATE_HZ;
  }

  /** The loudest sample of each of up to `most` stretches of like length, 0 to 1 by thousandths. */
  peaks(most = 1000): number[] {
    const frames = this.#loudest > 0 ? [...this.#frames, this.#loudest] : this.#frames;
    const count = Math.min(most, frames.length);
    return Array.from({ length: count }, (_, index) => {
      const from = Math.floor((index * frames.length) / count);
      const to = Math.floor(((index + 1) * frames.length) / count);
      let loudest = 0;
      for (let frame = from; frame < to; frame += 1) loudest = Math.max(loudest, frames[frame] ?? 0);
      return Math.round((loudest * 1000) / FULL_SCALE) / 1000;
    });
  }

  #add(word: number): void {
    const size = Math.abs(word >= FULL_SCALE ? word - 2 * FULL_SCALE : word);
    if (size > this.#loudest) this.#loudest = size;
    this.#samples += 1;
    if (this.#samples % FRAME_SAMPLES === 0) {
      this.#frames.push(this.#loudest);
      this.#loudest = 0;
    }
  }
}

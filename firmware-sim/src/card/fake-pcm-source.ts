import type { PcmSource } from './sound-card.ts';

/** A writer in memory: levers to come, to give samples and to go. */
export class FakePcmSource implements PcmSource {
  ownerPid = 4711;
  #waiting: number[] = [];
  #isThere = false;

  come(): void {
    this.#isThere = true;
  }

  give(samples: Iterable<number>): void {
    this.#isThere = true;
    for (const sample of samples) this.#waiting.push(sample);
  }

  go(): void {
    this.#isThere = false;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  read(frames: number): 'nobody' | 'none' | Int16Array {
    const samples = this.#waiting.splice(0, frames);
    if (samples.length > 0) return Int16Array.from(samples);
    return this.#isThere ? 'none' : 'nobody';
  }
}

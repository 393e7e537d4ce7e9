import type { SampleSource } from './sample-source.ts';

/** A source made of a function of its frame, with a lever for what is missing. */
export class FakeSource implements SampleSource {
  isFed = true;
  correctionFrames = 0;
  farFrames = 960;
  /** Frames from here on are missing. */
  endsAt = Number.POSITIVE_INFINITY;
  isClosed = false;
  readonly #valueAt: (frame: number) => number;
  readonly #pieceFrames: number;

  constructor(valueAt: (frame: number) => number, pieceFrames = 960) {
    this.#valueAt = valueAt;
    this.#pieceFrames = pieceFrames;
  }

  take(position: number): Int16Array | undefined {
    const frames = Math.min(this.#pieceFrames, this.endsAt - position);
    this.isFed = frames > 0;
    if (frames <= 0) return undefined;
    return Int16Array.from({ length: frames }, (_, i) => Math.round(this.#valueAt(position + i)));
  }

  close(): void {
    this.isClosed = true;
  }
}

/** A sine of full loudness but for some headroom. */
export function sine(hertz: number, amplitude = 20_000): (frame: number) => number {
  return (frame) => amplitude * Math.sin((2 * Math.PI * hertz * frame) / 48_000);
}

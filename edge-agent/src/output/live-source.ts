import { FRAME_SAMPLES } from '@loa/protocol';
import { halfCosine } from '../half-cosine.ts';
import type { LiveReceiver } from '../receive/live-receiver.ts';
import type { SampleSource } from './sample-source.ts';

const FRAMES_PER_MS = 48;
/** Capture times further from the count of samples than this mean that the stream has jumped, ms. */
const JUMP_MS = 20;
/** What has fallen behind by more eats into the time that belongs to the network, frames (20 ms). */
const FAR_FRAMES = 960;
/** Sound that follows on silence which was put in is faded in over 5 ms, so that it does not click. */
const FADE_FRAMES = 240;
/** Frames of 20 ms over which the jitter of capture times is averaged (2 s). */
const AVERAGED = 100;

/** The part of a live receiver that the output needs. */
export type FrameGiver = Pick<
  LiveReceiver,
  'nextFrame' | 'captureTimeMsOfNextFrame' | 'skipTo' | 'bufferedMs'
>;

export interface LiveSourceOptions {
  receiver: FrameGiver;
  /** Capture time that sounds at the anchor, Unix ms on the server's clock. */
  captureAtAnchor: number;
  /**
   * Without a known clock, capture times mean nothing: the newest packet is taken to be this much ahead (ms) of what
   * is to sound now. Undefined where the clock is known.
   */
  newestAheadMs?: number;
  mono: () => number;
}

/** A live stream as something that is read by time. Position 0 was captured at `captureAtAnchor`. */
export class LiveSource implements SampleSource {
  readonly farFrames = FAR_FRAMES;
  readonly #options: LiveSourceOptions;
  #captureAtAnchor: number;
  #isPlaced: boolean;
  /** Where the last answer ended; another place is a jump. NaN before the first. */
  #next = Number.NaN;
  /** The last samples were silence that was put in before what comes. */
  #isInSilence = false;
  #isFed = false;
  #frames = 0;
  #meanGapMs = 0;

  constructor(options: LiveSourceOptions) {
    this.#options = options;
    this.#captureAtAnchor = options.captureAtAnchor;
    this.#isPlaced = options.newestAheadMs === undefined;
  }

  get isFed(): boolean {
    return this.#isFed;
  }

  // Single capture times jitter; their mean against the count of samples is where the stream truly lies.
  get correctionFrames(): number {
    return -this.#meanGapMs * FRAMES_PER_MS;
  }

  take(position: number): Int16Array | undefined {
    const { receiver } = this.#options;
    const next = receiver.captureTimeMsOfNextFrame();
    if (next === undefined) return undefined;
    if (!this.#isPlaced) this.#place(next, position);
    const samples = this.#from(position, next - this.#captureAt(position));
    this.#next = position + samples.length;
    return samples;
  }

  close(): void {
    this.#isFed = false;
  }

  #from(position: number, gapMs: number): Int16Array {
    const isTorn = position !== this.#next || this.#isInSilence;
    if (isTorn || Math.abs(gapMs - this.#meanGapMs) > JUMP_MS) return this.#align(position, gapMs);
    this.#average(gapMs);
    return this.#nextFrame();
  }

  #align(position: number, gapMs: number): Int16Array {
    const frames = Math.round(gapMs * FRAMES_PER_MS);
    this.#isFed = false;
    this.#frames = 0;
    this.#meanGapMs = 0;
    if (frames > 0) {
      this.#isInSilence = true;
      return new Int16Array(Math.min(frames, FRAME_SAMPLES));
    }
    if (frames < 0) this.#options.receiver.skipTo(this.#captureAt(position));
    return this.#nextFrame();
  }

  #nextFrame(): Int16Array {
    const frame = this.#options.receiver.nextFrame(this.#options.mono());
    this.#isFed = frame.kind !== 'silence';
    if (this.#isInSilence) fadeIn(frame.pcm);
    this.#isInSilence = false;
    return frame.pcm;
  }

  #average(gapMs: number): void {
    this.#frames = Math.min(AVERAGED, this.#frames + 1);
    this.#meanGapMs += (gapMs - this.#meanGapMs) / this.#frames;
  }

  #captureAt(position: number): number {
    return this.#captureAtAnchor + position / FRAMES_PER_MS;
  }

  #place(nextCaptureAt: number, position: number): void {
    const newest = nextCaptureAt + this.#options.receiver.bufferedMs;
    this.#captureAtAnchor = newest - (this.#options.newestAheadMs ?? 0) - position / FRAMES_PER_MS;
    this.#isPlaced = true;
  }
}

function fadeIn(pcm: Int16Array): void {
  const frames = Math.min(FADE_FRAMES, pcm.length);
  for (let i = 0; i < frames; i += 1) pcm[i] = (pcm[i] as number) * halfCosine((i + 1) / frames);
}

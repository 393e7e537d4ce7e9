import {
  carriesFec,
  FRAME_MS,
  FRAME_SAMPLES,
  LoaError,
  opusPacketSamples,
  type OpusDecoder,
} from '@loa/protocol';
import { fadeIn, fadeOut, overlap } from './fades.ts';
import { JitterMeter } from './jitter-meter.ts';
import { PacketShelf } from './packet-shelf.ts';
import { QuietFinder } from './quiet-finder.ts';
import { SampleQueue } from './sample-queue.ts';

const SAMPLES_PER_MS = FRAME_SAMPLES / FRAME_MS;
/** Frames that are guessed when nothing has come, before silence begins. */
const GUESSED_FRAMES = 3;
/** Distance of the depth from its target that is worth a correction in a pause, ms. */
const TOLERANCE_MS = 20;
/** Distance at which a frame is taken away also where somebody speaks, ms, and the frames between two such cuts. */
const FORCED_MS = 120;
const FORCED_EVERY_FRAMES = 10;
/** Beyond this the oldest sound is thrown away: live speech would become a recording. */
const OVERFLOW_MS = 600;
const FADE_SAMPLES = 5 * SAMPLES_PER_MS;
/** Part of a new depth in the average, a frame: half a second. */
const SMOOTHING = 1 / 25;

/** One RTP packet of the microphone: its media time (samples, wraps at 32 bits) and its Opus payload. */
export interface MicrophonePacket {
  timestamp: number;
  payload: Uint8Array;
}

const noCounts = {
  /** Packets that could be Opus. */
  packets: 0,
  /** Packets whose time had passed. */
  late: 0,
  malformed: 0,
  /** Frames rebuilt from the redundancy in the packet after. */
  recovered: 0,
  /** Frames guessed. */
  concealed: 0,
  silent: 0,
  /** Frames taken away, and added, to keep up with the browser's clock. */
  skipped: 0,
  repeated: 0,
  /** Packets thrown away because a burst came too late. */
  overflowed: 0,
};

/** What became of the microphone's packets and of the bus's frames since the intake began. */
export type IntakeCounts = typeof noCounts;

/**
 * Turns the packets of one microphone, as they come, into exactly one frame a tick. The depth follows the measured
 * jitter; the drift between the browser's clock and the server's is evened out in the pauses of speech.
 */
export class Intake {
  readonly counts: IntakeCounts = { ...noCounts };
  readonly #decoder: OpusDecoder;
  readonly #shelf = new PacketShelf();
  readonly #pcm = new SampleQueue();
  readonly #jitter = new JitterMeter();
  readonly #quiet = new QuietFinder();
  #averageDepthMs = 0;
  #isFilling = true;
  #guessed = 0;
  #sinceForced = 0;

  constructor(decoder: OpusDecoder) {
    this.#decoder = decoder;
  }

  /** Sound in store, decoded or not, ms. */
  get depthMs(): number {
    return (this.#shelf.depth + this.#pcm.length) / SAMPLES_PER_MS;
  }

  /** Depth that the measured jitter asks for, ms. */
  get targetMs(): number {
    return this.#jitter.targetMs;
  }

  /** `arrivalMono` is the monotonic ms at which the packet came. */
  push(packet: MicrophonePacket, arrivalMono: number): void {
    const samples = opusPacketSamples(packet.payload);
    if (samples === undefined) {
      this.counts.malformed += 1;
      return;
    }
    this.counts.packets += 1;
    const at = this.#shelf.place(packet.timestamp);
    this.#jitter.take(arrivalMono, at / SAMPLES_PER_MS);
    if (!this.#shelf.put(at, samples, packet.payload)) this.counts.late += 1;
  }

  /** The next 960 samples; zeros while there is nothing. */
  pull(): Int16Array {
    if (this.depthMs > OVERFLOW_MS) this.#dropOldest();
    if (this.#isFilling && !this.#fill()) return this.#silence();
    this.#averageDepthMs += (this.depthMs - this.#averageDepthMs) * SMOOTHING;
    if (!this.#decode()) return this.#runDry();
    this.#guessed = 0;
    const frame = this.#pcm.take(FRAME_SAMPLES);
    this.#quiet.listen(frame);
    return this.#evenOut(frame);
  }

  /** Forgets everything in store: what comes next is heard from its beginning. */
  reset(): void {
    this.#shelf.clear();
    this.#pcm.clear();
    this.#isFilling = true;
    this.#guessed = 0;
  }

  /** True once there is enough to begin; the first sound then fades in. */
  #fill(): boolean {
    if (this.depthMs < this.#jitter.targetMs || !this.#decode()) return false;
    const first = this.#pcm.take(this.#pcm.length);
    fadeIn(first, FADE_SAMPLES);
    this.#pcm.push(first);
    this.#isFilling = false;
    this.#averageDepthMs = this.depthMs;
    return true;
  }

  /** Makes a whole frame available where packets allow it; false when the store has run dry. */
  #decode(): boolean {
    while (this.#pcm.length < FRAME_SAMPLES) {
      const next = this.#shelf.next();
      if (next === undefined) return false;
      const pcm =
        next.kind === 'packet' ? this.#decoded(next.payload) : this.#rebuilt(next.samples, next.after);
      this.#shelf.advance(pcm.length);
      this.#pcm.push(pcm);
    }
    return true;
  }

  #decoded(payload: Uint8Array): Int16Array {
    const samples = opusPacketSamples(payload) ?? FRAME_SAMPLES;
    return this.#orConcealed(samples, () => this.#decoder.decode(payload));
  }

  // The payload is whatever a browser sent: bytes that are not Opus count as a lost packet.
  #orConcealed(samples: number, decode: () => Int16Array): Int16Array {
    try {
      return decode();
    } catch (error) {
      if (!(error instanceof LoaError) || error.code !== 'audio.malformed') throw error;
      this.counts.malformed += 1;
      return this.#decoder.conceal(samples);
    }
  }

  /** Up to a frame of the `gap` samples that are missing before the packet `after`. */
  #rebuilt(gap: number, after: Uint8Array): Int16Array {
    if (gap <= FRAME_SAMPLES && carriesFec(after)) {
      this.counts.recovered += 1;
      return this.#orConcealed(gap, () => this.#decoder.decodeFec(after, gap)).subarray(0, gap);
    }
    this.counts.concealed += 1;
    return this.#decoder.conceal(Math.min(gap, FRAME_SAMPLES)).subarray(0, gap);
  }

  /** Nothing has come in time: a guess that fades, then silence until the store has filled again. */
  #runDry(): Int16Array {
    this.#guessed += 1;
    this.counts.concealed += 1;
    this.#pcm.push(this.#decoder.conceal(FRAME_SAMPLES));
    const frame = this.#pcm.take(FRAME_SAMPLES);
    if (this.#guessed < GUESSED_FRAMES) return frame;
    fadeOut(frame);
    this.#pcm.clear();
    this.#isFilling = true;
    this.#guessed = 0;
    return frame;
  }

  #silence(): Int16Array {
    this.counts.silent += 1;
    return new Int16Array(FRAME_SAMPLES);
  }

  /** Adds or takes away a frame where nobody hears it. */
  #evenOut(frame: Int16Array): Int16Array {
    this.#sinceForced += 1;
    const excessMs = this.#averageDepthMs - this.#jitter.targetMs;
    const isForced = excessMs > FORCED_MS && this.#sinceForced >= FORCED_EVERY_FRAMES;
    const isQuiet = this.#quiet.isQuiet(frame);
    if (isForced || (isQuiet && excessMs > TOLERANCE_MS)) return this.#skip(frame, isForced);
    if (isQuiet && excessMs < -TOLERANCE_MS && this.#pcm.length === 0) this.#repeat();
    return frame;
  }

  // The first syllable after a pause must not lose its beginning, so both frames have to be quiet.
  #skip(frame: Int16Array, isForced: boolean): Int16Array {
    if (!this.#decode()) return frame;
    const next = this.#pcm.take(FRAME_SAMPLES);
    if (!isForced && !this.#quiet.isQuiet(next)) {
      this.#pcm.putBack(next);
      return frame;
    }
    this.counts.skipped += 1;
    this.#sinceForced = 0;
    this.#averageDepthMs -= FRAME_MS;
    return overlap(frame, next);
  }

  // Concealment continues the pause as it sounds, and the packet after it joins on smoothly.
  #repeat(): void {
    this.counts.repeated += 1;
    this.#averageDepthMs += FRAME_MS;
    this.#pcm.push(this.#decoder.conceal(FRAME_SAMPLES));
  }

  #dropOldest(): void {
    this.#pcm.clear();
    this.counts.overflowed += this.#shelf.shorten(this.#jitter.targetMs * SAMPLES_PER_MS);
    this.#averageDepthMs = this.depthMs;
  }
}

import { carriesFec, FRAME_SAMPLES, LoaError, SAMPLE_RATE_HZ, type OpusDecoder } from '@loa/protocol';
import { halfCosine } from '../half-cosine.ts';
import type { BufferedPacket, JitterBuffer } from './jitter-buffer.ts';

/** How a frame came about. `silence` stands for "nothing to say": before the first packet, in a pause, in a long gap. */
export type FrameKind = 'decoded' | 'fec' | 'concealed' | 'silence';

export interface LiveFrame {
  /** 960 samples: 20 ms at 48 kHz, mono. Valid until the next frame is asked for: the decoder uses its room again. */
  pcm: Int16Array;
  kind: FrameKind;
  /** Capture time of the first sample, Unix ms on the server's wall clock; undefined before the first packet. */
  captureAt: number | undefined;
}

const SAMPLES_PER_MS = SAMPLE_RATE_HZ / 1000;

/** A guess at lost sound grows wrong: it fades out over 100 ms. */
const FADE_SAMPLES = 100 * SAMPLES_PER_MS;

/** Sound that follows on a guess rises over 5 ms from the gain that the guess had faded to, so that it does not click. */
const RAMP_SAMPLES = 5 * SAMPLES_PER_MS;

/** A hole longer than this is not filled but skipped: the stream has started over. */
const LONGEST_HOLE_SAMPLES = 10 * SAMPLE_RATE_HZ;

/** The part of an Opus decoder that live sound needs. */
export type FrameDecoder = Pick<OpusDecoder, 'decode' | 'decodeFec' | 'conceal' | 'free'>;

interface Piece {
  pcm: Int16Array;
  kind: FrameKind;
}

/** Makes an unbroken row of frames from the packets of a jitter buffer. Cannot fail: it always has a frame. */
export class FrameMaker {
  readonly #decoder: FrameDecoder;
  readonly #buffer: JitterBuffer;
  /** Where the next packet to decode should begin; undefined before the first. */
  #position: number | undefined;
  #segment = 0;
  /** The packet that was used last, by the stream that brought it. */
  #last: { ssrc: number; sequence: number } | undefined;
  #anchor: { position: number; captureAt: number } | undefined;
  #pieces: Piece[] = [];
  #held = 0;
  /** Samples guessed since the last sound. */
  #guessed = 0;
  #framesGuessed = 0;
  readonly counts = { recoveredByFec: 0, concealed: 0, undecodable: 0, skipped: 0 };

  constructor(decoder: FrameDecoder, buffer: JitterBuffer) {
    this.#decoder = decoder;
    this.#buffer = buffer;
  }

  /** The next 20 ms. */
  next(): LiveFrame {
    const captureAt = this.captureAtOfNext();
    if (this.#held === 0) this.#fill();
    if (this.#pieces[0]?.pcm.length === FRAME_SAMPLES) return { captureAt, ...this.#take(FRAME_SAMPLES) };
    let kind: FrameKind | undefined;
    const pcm = new Int16Array(FRAME_SAMPLES);
    for (let filled = 0; filled < FRAME_SAMPLES;) {
      if (this.#held === 0) this.#fill();
      const piece = this.#take(FRAME_SAMPLES - filled);
      kind ??= piece.kind;
      pcm.set(piece.pcm, filled);
      filled += piece.pcm.length;
    }
    return { pcm, kind: kind ?? 'silence', captureAt };
  }

  /** Whether the moment of this packet has passed. */
  isPast(packet: BufferedPacket): boolean {
    if (this.#position === undefined) return false;
    if (packet.segment < this.#segment) return true;
    return packet.segment === this.#segment && packet.position + packet.samples <= this.#position;
  }

  /** Where the next frame begins, samples on the timeline; undefined before the first packet was taken. */
  outputPosition(): number | undefined {
    return this.#position === undefined ? undefined : this.#position - this.#held;
  }

  captureAtOfNext(): number | undefined {
    const head = this.#buffer.first();
    const position = this.outputPosition();
    const isHeadNext = head !== undefined && (position === undefined || this.#startsNext(head, position));
    if (isHeadNext && head.captureAt !== undefined) return head.captureAt;
    return position === undefined ? undefined : this.#captureAt(position);
  }

  /** Drops everything captured before `captureAt`; never goes back. */
  skipTo(captureAt: number): void {
    const from = this.captureAtOfNext();
    if (from === undefined || captureAt <= from) return;
    for (let left = Math.round((captureAt - from) * SAMPLES_PER_MS); left > 0 && this.#held > 0;) {
      left -= this.#take(left).pcm.length;
    }
    if (this.#held > 0) return;
    for (let head = this.#buffer.first(); head !== undefined; head = this.#buffer.first()) {
      if ((head.captureAt ?? 0) + head.samples / SAMPLES_PER_MS > captureAt) break;
      this.#discard();
      this.#last = head;
    }
    this.#moveTo(captureAt);
  }

  #moveTo(captureAt: number): void {
    const head = this.#buffer.first();
    if (head?.captureAt !== undefined && head.captureAt <= captureAt) {
      this.#enter(head);
      this.#position = head.position + Math.round((captureAt - head.captureAt) * SAMPLES_PER_MS);
    } else if (this.#anchor !== undefined && this.#position !== undefined) {
      const ahead = Math.round((captureAt - this.#anchor.captureAt) * SAMPLES_PER_MS);
      this.#position = Math.max(this.#position, this.#anchor.position + ahead);
    }
  }

  #fill(): void {
    const head = this.#buffer.first();
    if (head === undefined) return this.#guess(FRAME_SAMPLES);
    if (this.#position === undefined || this.#hasJumped(head, this.#position)) this.#enter(head);
    const hole = head.position - (this.#position as number);
    if (hole <= -head.samples) return this.#discard();
    if (hole <= 0) return this.#decode(head, -hole);
    if (this.#follows(head)) return this.#add(new Int16Array(Math.min(hole, FRAME_SAMPLES)), 'silence');
    if (hole <= head.samples && carriesFec(head.payload)) return this.#recover(head, hole);
    this.#guess(Math.min(hole, FRAME_SAMPLES));
  }

  #hasJumped(head: BufferedPacket, position: number): boolean {
    const hole = head.position - position;
    return hole > LONGEST_HOLE_SAMPLES || (hole < 0 && head.segment > this.#segment);
  }

  /** Whether nothing was sent between the last packet and this one: a hole before it is a pause of the sender. */
  #follows(head: BufferedPacket): boolean {
    return head.ssrc === this.#last?.ssrc && head.sequence === this.#last.sequence + 1;
  }

  #startsNext(head: BufferedPacket, position: number): boolean {
    return this.#held === 0 && (head.position === position || this.#hasJumped(head, position));
  }

  #enter(head: BufferedPacket): void {
    this.#position = head.position;
    this.#segment = head.segment;
    this.#anchorAt(head);
  }

  #decode(head: BufferedPacket, dropSamples: number): void {
    this.#buffer.takeFirst();
    this.#segment = head.segment;
    this.#anchorAt(head);
    const pcm = this.#run(() => this.#decoder.decode(head.payload));
    if (pcm === undefined) return this.#guess(head.samples - dropSamples);
    this.#settleGuesses(!this.#follows(head));
    this.#last = head;
    this.#add(pcm.subarray(dropSamples), 'decoded');
  }

  #recover(head: BufferedPacket, hole: number): void {
    const pcm = this.#run(() => this.#decoder.decodeFec(head.payload, hole));
    if (pcm === undefined) return this.#guess(hole);
    this.#settleGuesses(true);
    this.#last = { ssrc: head.ssrc, sequence: head.sequence - 1 };
    this.counts.recoveredByFec += 1;
    this.#add(pcm.subarray(0, hole), 'fec');
  }

  #guess(samples: number): void {
    if (this.#position === undefined) return this.#add(new Int16Array(samples), 'silence');
    if (this.#guessed >= FADE_SAMPLES) {
      this.#add(new Int16Array(samples), 'silence');
    } else {
      const pcm = this.#run(() => this.#decoder.conceal(samples)) ?? new Int16Array(samples);
      fade(pcm, gainAfter(this.#guessed), gainAfter(this.#guessed + pcm.length));
      this.#add(pcm.subarray(0, samples), 'concealed');
    }
    this.#guessed += samples;
    this.#framesGuessed += 1;
  }

  // Guesses at the end of a broadcast stand for nothing that was sent; only a later packet proves that sound was lost.
  #settleGuesses(wasLost: boolean): void {
    if (wasLost) this.counts.concealed += this.#framesGuessed;
    this.#framesGuessed = 0;
  }

  #add(pcm: Int16Array, kind: FrameKind): void {
    if (pcm.length === 0) return;
    const isSound = kind === 'decoded' || kind === 'fec';
    if (isSound && this.#guessed > 0) rise(pcm.subarray(0, RAMP_SAMPLES), gainAfter(this.#guessed));
    if (isSound) this.#guessed = 0;
    this.#pieces.push({ pcm, kind });
    this.#held += pcm.length;
    if (this.#position !== undefined) this.#position += pcm.length;
  }

  #take(samples: number): Piece {
    const piece = this.#pieces[0];
    if (piece === undefined) return { pcm: new Int16Array(0), kind: 'silence' };
    const taken = piece.pcm.subarray(0, samples);
    piece.pcm = piece.pcm.subarray(taken.length);
    if (piece.pcm.length === 0) this.#pieces.shift();
    this.#held -= taken.length;
    return { pcm: taken, kind: piece.kind };
  }

  #discard(): void {
    this.#buffer.takeFirst();
    this.counts.skipped += 1;
  }

  #run(codec: () => Int16Array): Int16Array | undefined {
    try {
      return codec();
    } catch (error) {
      if (!(error instanceof LoaError) || error.code !== 'audio.malformed') throw error;
      this.counts.undecodable += 1;
      return undefined;
    }
  }

  #anchorAt(head: BufferedPacket): void {
    if (head.captureAt !== undefined) this.#anchor = { position: head.position, captureAt: head.captureAt };
  }

  #captureAt(position: number): number | undefined {
    if (this.#anchor === undefined) return undefined;
    return this.#anchor.captureAt + (position - this.#anchor.position) / SAMPLES_PER_MS;
  }
}

/** Linear gain over the whole of `pcm`, in place. */
function fade(pcm: Int16Array, from: number, to: number): void {
  const step = (to - from) / Math.max(1, pcm.length);
  for (let i = 0; i < pcm.length; i++) pcm[i] = (pcm[i] as number) * (from + step * i);
}

/** Gain of a guess after so many guessed samples, 1 to 0. */
function gainAfter(guessed: number): number {
  return Math.max(0, 1 - guessed / FADE_SAMPLES);
}

/** From this gain to all of `pcm`, in place. */
function rise(pcm: Int16Array, from: number): void {
  for (let i = 0; i < pcm.length; i++)
    pcm[i] = (pcm[i] as number) * (from + (1 - from) * halfCosine(i / pcm.length));
}

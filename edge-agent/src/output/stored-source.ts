import { LoaError, OggOpusReader, opusPacketSamples, type OpusDecoder } from '@loa/protocol';
import type { SampleSource } from './sample-source.ts';

/** A stored file that is read piece by piece. */
export interface MediaFile {
  /** Up to `length` bytes from `offset`; empty at the end of the file. Rejects when the disk fails. */
  read(offset: number, length: number): Promise<Uint8Array>;
  close(): Promise<void>;
}

interface Packet {
  /** First decoded sample, counted from the start of the stream, pre-skip included. */
  start: number;
  samples: number;
  bytes: Uint8Array;
}

export interface StoredSourceOptions {
  file: MediaFile;
  decoder: OpusDecoder;
  /** The file cannot be read or is not Ogg Opus; the source stays silent from here on. */
  onFailure: (error: unknown) => void;
}

const PIECE_BYTES = 16_384;
/** Decoding that a decoder needs to settle after a jump (RFC 7845 section 4.6), samples (80 ms). */
const PRE_ROLL = 3840;
/** Packets are kept so far back, so that a resumption is no jump in the file, samples (500 ms). */
const KEPT_BEHIND = 24_000;
/** Packets are read so far ahead, samples (5 s). */
const READ_AHEAD = 240_000;

/**
 * Two poles that are this much apart are still heard as one voice (50 ms, Haas 1951): a clock that was set by less while it
 * sounds is worth no torn syllable.
 */
const FAR_FRAMES = 2400;

/** A stored broadcast as something that is read by time: packets a few seconds ahead, decoded when they are due. */
export class StoredSource implements SampleSource {
  readonly correctionFrames = 0;
  readonly farFrames = FAR_FRAMES;
  readonly #options: StoredSourceOptions;
  #reader = new OggOpusReader();
  #offset = 0;
  #packets: Packet[] = [];
  #readTo = 0;
  #decodedTo = Number.NaN;
  #wanted = 0;
  #isLoading = false;
  #isAtEnd = false;
  #isFed = false;
  #isClosed = false;

  constructor(options: StoredSourceOptions) {
    this.#options = options;
  }

  get isFed(): boolean {
    return this.#isFed;
  }

  /** Reads ahead from `position` on; resolves when the first packets are there, or the file has ended or failed. */
  async prepare(position: number): Promise<void> {
    this.#wanted = Math.max(0, position);
    await this.#load();
  }

  take(position: number): Int16Array | undefined {
    this.#wanted = position;
    this.#loadIfShort();
    const samples = this.#isClosed ? undefined : this.#decodeFrom(position);
    this.#isFed = samples !== undefined;
    return samples;
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#packets = [];
    this.#options.decoder.free();
    this.#options.file.close().catch(this.#options.onFailure);
  }

  #decodeFrom(position: number): Int16Array | undefined {
    const head = this.#reader.head;
    if (head === undefined || position < 0) return undefined;
    if (this.#reader.ended && position >= this.#reader.durationSamples) return undefined;
    const wanted = position + head.preSkipSamples;
    const samples = wanted === this.#decodedTo ? this.#decodeAt(wanted) : this.#jumpTo(wanted);
    return samples === undefined ? undefined : this.#trimmed(samples, position);
  }

  // The last packet is padded; the end of the stream tells how much of it is heard.
  #trimmed(samples: Int16Array, position: number): Int16Array {
    if (!this.#reader.ended) return samples;
    return samples.subarray(0, this.#reader.durationSamples - position);
  }

  #decodeAt(start: number): Int16Array | undefined {
    const packet = this.#packets.find((each) => each.start === start);
    if (packet === undefined) return undefined;
    this.#decodedTo = packet.start + packet.samples;
    return this.#decode(packet);
  }

  #jumpTo(wanted: number): Int16Array | undefined {
    const from = Math.max(0, wanted - PRE_ROLL);
    const first = this.#packets.findIndex(({ start, samples }) => start <= from && from < start + samples);
    const last = this.#packets.findIndex(({ start, samples }) => start <= wanted && wanted < start + samples);
    if (first < 0 || last < 0) return undefined;
    this.#options.decoder.reset();
    for (const packet of this.#packets.slice(first, last)) this.#decode(packet);
    const packet = this.#packets[last] as Packet;
    this.#decodedTo = packet.start + packet.samples;
    return this.#decode(packet).subarray(wanted - packet.start);
  }

  #decode(packet: Packet): Int16Array {
    try {
      return this.#options.decoder.decode(packet.bytes);
    } catch (error) {
      if (!(error instanceof LoaError) || error.code !== 'audio.malformed') throw error;
      return this.#options.decoder.conceal(packet.samples);
    }
  }

  #loadIfShort(): void {
    if (this.#isShort()) this.#load().catch(this.#options.onFailure);
  }

  #isShort(): boolean {
    return !this.#isClosed && !this.#isLoading && (this.#isBehind() || this.#isUnread());
  }

  /** Whether packets are wanted that have been let go: the file must be read again from its start. */
  #isBehind(): boolean {
    const oldest = this.#packets[0]?.start ?? this.#readTo;
    return oldest > Math.max(0, this.#wanted - PRE_ROLL);
  }

  #isUnread(): boolean {
    return !this.#isAtEnd && this.#readTo < this.#wanted + READ_AHEAD;
  }

  async #load(): Promise<void> {
    if (this.#isLoading || this.#isClosed) return;
    this.#isLoading = true;
    try {
      if (this.#isBehind()) this.#rewind();
      while (!this.#isClosed && this.#isUnread()) await this.#readPiece();
    } catch (error) {
      this.#isAtEnd = true;
      if (!this.#isClosed) this.#options.onFailure(error);
    } finally {
      this.#isLoading = false;
    }
  }

  #rewind(): void {
    this.#reader = new OggOpusReader();
    this.#offset = 0;
    this.#packets = [];
    this.#readTo = 0;
    this.#decodedTo = Number.NaN;
    this.#isAtEnd = false;
  }

  async #readPiece(): Promise<void> {
    const bytes = await this.#options.file.read(this.#offset, PIECE_BYTES);
    this.#offset += bytes.length;
    this.#isAtEnd = bytes.length === 0;
    const oldest = this.#wanted - KEPT_BEHIND;
    this.#packets = this.#packets.filter(({ start, samples }) => start + samples > oldest);
    for (const packet of this.#reader.push(bytes)) {
      const samples = opusPacketSamples(packet) ?? 0;
      const start = this.#readTo;
      this.#readTo += samples;
      if (this.#readTo > oldest) this.#packets.push({ start, samples, bytes: packet });
    }
  }
}

import { LoaError } from '../errors.ts';
import { OggOpusReader } from './ogg-opus-reader.ts';
import type { OpusHead } from './ogg-opus-head.ts';
import { opusPacketSamples } from './opus-packet.ts';
import { SAMPLE_RATE_HZ } from '../words.ts';

export interface OggOpusFile extends OpusHead {
  /** Audio packets in order. */
  packets: Uint8Array[];
  /** What is heard, samples at 48 kHz. */
  durationSamples: number;
  /** False when the file breaks off before its last page. */
  isComplete: boolean;
}

/** Reads a whole Ogg Opus file, also one that was cut off. Throws `audio.malformed` for anything else. */
export function readOggOpus(bytes: Uint8Array): OggOpusFile {
  const reader = new OggOpusReader();
  const packets = reader.push(bytes);
  if (reader.head === undefined) throw new LoaError('audio.malformed', { reason: 'no Opus header' });
  return { ...reader.head, packets, durationSamples: reader.durationSamples, isComplete: reader.ended };
}

/** Where to start decoding to hear from a position on. */
export interface SeekPoint {
  /** First packet to decode. */
  packetIndex: number;
  /** Decoded samples to drop before the first one that is to be heard. */
  dropSamples: number;
}

/** Decoding that a decoder needs to settle after a jump (RFC 7845 section 4.6), samples. */
const PRE_ROLL_SAMPLES = (80 * SAMPLE_RATE_HZ) / 1000;

/** Where each packet of a file lies on its timeline; position 0 is the first sample that is heard. */
export class OpusIndex {
  readonly durationSamples: number;
  readonly #preSkipSamples: number;
  readonly #starts: number[] = [];

  constructor(file: Pick<OggOpusFile, 'packets' | 'preSkipSamples' | 'durationSamples'>) {
    this.durationSamples = file.durationSamples;
    this.#preSkipSamples = file.preSkipSamples;
    let at = 0;
    for (const packet of file.packets) {
      this.#starts.push(at);
      at += opusPacketSamples(packet) ?? 0;
    }
  }

  /** Undefined at or after the end; a position before 0 is the start. */
  seek(positionSamples: number): SeekPoint | undefined {
    if (positionSamples >= this.durationSamples) return undefined;
    const heardAt = Math.max(0, positionSamples) + this.#preSkipSamples;
    const packetIndex = this.#packetAt(Math.max(0, heardAt - PRE_ROLL_SAMPLES));
    return { packetIndex, dropSamples: heardAt - (this.#starts[packetIndex] ?? 0) };
  }

  #packetAt(decodedSample: number): number {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] as number) <= decodedSample) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

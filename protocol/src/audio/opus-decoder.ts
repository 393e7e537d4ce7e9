import { LoaError } from '../errors.ts';
import { MAX_PACKET_BYTES, MAX_PACKET_SAMPLES, OPUS_CTL, type OpusLibrary } from './opus-library.ts';

/** Smallest unit in which Opus conceals or recovers: 2.5 ms at 48 kHz. */
const LEAST_SAMPLES = 120;

/** Decodes one stream of packets to int16 PCM at 48 kHz mono. Holds memory of the library until `free()`. */
export class OpusDecoder {
  readonly #library: OpusLibrary;
  readonly #rooms: readonly Int16Array<ArrayBuffer>[];
  #turn = 0;
  #state: number;

  /** With `rooms`, each for the longest packet, the samples are laid there in turn; else in an array of their own. */
  constructor(
    library: OpusLibrary,
    sampleRate: number,
    channels: number,
    rooms: readonly Int16Array<ArrayBuffer>[] = [],
  ) {
    this.#library = library;
    this.#rooms = rooms;
    this.#state = library.reserve(library.calls.opus_decoder_get_size(channels));
    const code = library.calls.opus_decoder_init(this.#state, sampleRate, channels);
    if (code < 0) this.#fail(code);
  }

  /** The samples of one packet (20 ms: 960). Throws `audio.malformed` when the packet is not Opus. */
  decode(packet: Uint8Array): Int16Array {
    if (packet.length === 0) throw new LoaError('audio.malformed', { reason: 'empty packet' });
    return this.#run(packet, MAX_PACKET_SAMPLES, 0);
  }

  /**
   * The frame before `nextPacket`, recovered from the redundancy in it (RFC 6716 section 2.1.7); where that packet
   * carries none, libopus conceals instead. `frameSamples` is the length of the lost frame, a multiple of 120.
   */
  decodeFec(nextPacket: Uint8Array, frameSamples: number): Int16Array {
    if (nextPacket.length === 0) return this.conceal(frameSamples);
    return this.#run(nextPacket, inWholeUnits(frameSamples), 1);
  }

  /** A guess at `frameSamples` lost samples (a multiple of 120, at most 5,760) from what sounded before. */
  conceal(frameSamples: number): Int16Array {
    return this.#run(undefined, inWholeUnits(frameSamples), 0);
  }

  /** Forgets what sounded before: the next packet starts a new stream. */
  reset(): void {
    this.#library.calls.opus_decoder_ctl_set(this.#alive(), OPUS_CTL.resetState, 0);
  }

  /** Gives the memory back. Twice is fine; decoding afterwards throws `internal`. */
  free(): void {
    if (this.#state !== 0) this.#library.calls.free(this.#state);
    this.#state = 0;
  }

  #run(packet: Uint8Array | undefined, samples: number, fec: 0 | 1): Int16Array {
    const { calls, packetPointer, pcmPointer } = this.#library;
    const length = packet?.length ?? 0;
    if (length > MAX_PACKET_BYTES)
      throw new LoaError('audio.malformed', { reason: 'packet too long', length });
    const state = this.#alive();
    if (packet !== undefined) this.#library.writePacket(packet);
    const code = calls.opus_decode(
      state,
      packet === undefined ? 0 : packetPointer,
      length,
      pcmPointer,
      samples,
      fec,
    );
    if (code < 0) this.#fail(code);
    return this.#library.readPcm(code, this.#nextRoom());
  }

  #nextRoom(): Int16Array<ArrayBuffer> | undefined {
    this.#turn = (this.#turn + 1) % Math.max(1, this.#rooms.length);
    return this.#rooms[this.#turn];
  }

  #alive(): number {
    if (this.#state === 0) throw new LoaError('internal', { reason: 'decoder used after free' });
    return this.#state;
  }

  #fail(code: number): never {
    throw new LoaError('audio.malformed', { reason: this.#library.explain(code) });
  }
}

function inWholeUnits(samples: number): number {
  const units = Math.round(samples / LEAST_SAMPLES);
  return Math.min(Math.max(units, 1) * LEAST_SAMPLES, MAX_PACKET_SAMPLES);
}

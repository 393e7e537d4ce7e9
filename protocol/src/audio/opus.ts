import { OpusDecoder } from './opus-decoder.ts';
import { OpusEncoder, type OpusEncoderOptions } from './opus-encoder.ts';
import { instantiateOpus, MAX_PACKET_SAMPLES, type OpusLibrary, type WasmBytes } from './opus-library.ts';
import { SAMPLE_RATE_HZ } from '../words.ts';

/** One loaded libopus. Makes any number of encoders and decoders; each holds 20 to 50 kB until freed. */
export class Opus {
  readonly #library: OpusLibrary;

  constructor(library: OpusLibrary) {
    this.#library = library;
  }

  /** A mono decoder at 48 kHz. The fields are written out where they are used, and are the only ones supported. */
  decoder(
    format: { sampleRate: 48000; channels: 1 } = { sampleRate: SAMPLE_RATE_HZ, channels: 1 },
  ): OpusDecoder {
    return new OpusDecoder(this.#library, format.sampleRate, format.channels);
  }

  /**
   * A decoder like the other whose samples stay valid only until the call after the next: it has two rooms for them and
   * leaves nothing to be collected. For who passes them on at once.
   */
  passingDecoder(): OpusDecoder {
    const rooms = [new Int16Array(MAX_PACKET_SAMPLES), new Int16Array(MAX_PACKET_SAMPLES)];
    return new OpusDecoder(this.#library, SAMPLE_RATE_HZ, 1, rooms);
  }

  /** A mono encoder at 48 kHz for frames of 20 ms. */
  encoder(options: OpusEncoderOptions): OpusEncoder {
    return new OpusEncoder(this.#library, options);
  }
}

/** Loads libopus from the bytes of `@evan/opus/wasm/simd.wasm`. Rejects where the CPU or engine has no WASM SIMD. */
export async function loadOpus(wasmBytes: WasmBytes): Promise<Opus> {
  return new Opus(await instantiateOpus(wasmBytes));
}

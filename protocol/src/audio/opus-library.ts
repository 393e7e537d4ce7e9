import { LoaError } from '../errors.ts';

/**
 * libopus as plain functions in linear memory. The package's own class offers neither FEC nor concealment, so the
 * exported C functions are called directly; pointers are byte offsets into `memory`.
 */
export interface OpusExports {
  memory: { readonly buffer: ArrayBuffer };
  _initialize(): void;
  malloc(bytes: number): number;
  free(pointer: number): void;
  opus_strerror(code: number): number;
  opus_decoder_get_size(channels: number): number;
  opus_decoder_init(state: number, sampleRate: number, channels: number): number;
  opus_decode(
    state: number,
    bytes: number,
    length: number,
    pcm: number,
    samples: number,
    fec: number,
  ): number;
  opus_decoder_ctl_set(state: number, request: number, value: number): number;
  opus_encoder_get_size(channels: number): number;
  opus_encoder_init(state: number, sampleRate: number, channels: number, application: number): number;
  opus_encode(state: number, pcm: number, samples: number, bytes: number, capacity: number): number;
  opus_encoder_ctl_set(state: number, request: number, value: number): number;
  opus_encoder_ctl_get(state: number, request: number): number;
}

/** Request numbers of opus_defines.h. */
export const OPUS_CTL = {
  setBitrate: 4002,
  setVbr: 4006,
  setComplexity: 4010,
  setInbandFec: 4012,
  setPacketLossPercent: 4014,
  setDtx: 4016,
  setVbrConstraint: 4020,
  setSignal: 4024,
  getLookahead: 4027,
  resetState: 4028,
} as const;

/** OPUS_SIGNAL_VOICE: keeps the encoder in the modes that carry in-band FEC. */
export const OPUS_SIGNAL_VOICE = 3001;

/** Longest packet that RFC 6716 allows for one 120 ms packet of 20 ms frames, plus its framing, bytes. */
export const MAX_PACKET_BYTES = 8_192;

/** Most samples in one packet: 120 ms at 48 kHz. */
export const MAX_PACKET_SAMPLES = 5_760;

/** Bytes of a WebAssembly module, however the caller got them. */
export type WasmBytes = ArrayBuffer | ArrayBufferView<ArrayBuffer>;

// The protocol package compiles without the browser's type library; this is the one thing that it needs of it.
declare const WebAssembly: {
  instantiate(
    bytes: WasmBytes,
    imports: Record<string, Record<string, (...args: number[]) => number>>,
  ): Promise<{ instance: { exports: unknown } }>;
};

/** One instance of libopus with a packet buffer and a PCM buffer, shared by all its encoders and decoders. */
export class OpusLibrary {
  readonly calls: OpusExports;
  readonly packetPointer: number;
  readonly pcmPointer: number;
  #bytes: Uint8Array<ArrayBuffer>;

  constructor(calls: OpusExports) {
    this.calls = calls;
    this.packetPointer = calls.malloc(MAX_PACKET_BYTES);
    this.pcmPointer = calls.malloc(MAX_PACKET_SAMPLES * 2);
    this.#bytes = new Uint8Array(calls.memory.buffer);
  }

  /** Reserves a codec state of `bytes`; the caller frees it. */
  reserve(bytes: number): number {
    const pointer = this.calls.malloc(bytes);
    if (pointer === 0) throw new LoaError('internal', { library: 'opus', reason: 'out of memory' });
    return pointer;
  }

  writePacket(packet: Uint8Array): void {
    this.#memory().set(packet, this.packetPointer);
  }

  readPacket(length: number): Uint8Array {
    return this.#memory().slice(this.packetPointer, this.packetPointer + length);
  }

  writePcm(pcm: Int16Array): void {
    new Int16Array(this.#memory().buffer, this.pcmPointer, pcm.length).set(pcm);
  }

  /** The samples that were decoded last, in `room` where it is given, else in an array of their own. */
  readPcm(samples: number, room?: Int16Array<ArrayBuffer>): Int16Array<ArrayBuffer> {
    const decoded = new Int16Array(this.#memory().buffer, this.pcmPointer, samples);
    if (room === undefined) return decoded.slice();
    room.set(decoded);
    return room.subarray(0, samples);
  }

  /** libopus' own words for a negative return code. */
  explain(code: number): string {
    const memory = this.#memory();
    const start = this.calls.opus_strerror(code);
    const end = memory.indexOf(0, start);
    return String.fromCharCode(...memory.subarray(start, end));
  }

  // Growing the memory detaches the old buffer, so a view is never kept longer than one call.
  #memory(): Uint8Array<ArrayBuffer> {
    if (this.#bytes.buffer !== this.calls.memory.buffer)
      this.#bytes = new Uint8Array(this.calls.memory.buffer);
    return this.#bytes;
  }
}

/** Compiles the module; the imports are what a library without files needs of a system: nothing. */
export async function instantiateOpus(wasmBytes: WasmBytes): Promise<OpusLibrary> {
  const nothing = (): number => 0;
  const { instance } = await WebAssembly.instantiate(wasmBytes, {
    wasi_snapshot_preview1: {
      fd_seek: nothing,
      fd_write: nothing,
      fd_close: nothing,
      proc_exit: (code) => {
        throw new LoaError('internal', { library: 'opus', exitCode: code });
      },
    },
    env: { emscripten_notify_memory_growth: nothing },
  });
  const calls = instance.exports as OpusExports;
  calls._initialize();
  return new OpusLibrary(calls);
}

import { LoaError } from '../errors.ts';
import { MAX_PACKET_BYTES, OPUS_CTL, OPUS_SIGNAL_VOICE, type OpusLibrary } from './opus-library.ts';
import { FRAME_SAMPLES, SAMPLE_RATE_HZ } from '../words.ts';

export interface OpusEncoderOptions {
  /** `voip` for speech and everything that must survive loss; `audio` for music in good quality. */
  application: 'voip' | 'audio';
  /** 6,000 to 510,000 bit/s. In-band FEC needs 24,000 or more to be present in speech. */
  bitrateBps: number;
  /** 0 (cheapest) to 10 (best). */
  complexity: number;
  /** Adds a coarse copy of each frame to the next packet. */
  inbandFec: boolean;
  /** 0 to 100; how much of the bit rate the encoder gives to FEC. Must be above 0 for FEC to appear. */
  expectedLossPercent: number;
  /** Discontinuous transmission stays off: a silent frame must still arrive, it is the proof that the line works. */
  dtx: false;
}

const APPLICATIONS = { voip: 2048, audio: 2049 } as const;

/** Encodes frames of 20 ms, int16, 48 kHz, mono. Holds memory of the library until `free()`. */
export class OpusEncoder {
  /** Samples by which the decoded signal lags the input; the pre-skip of a file made by this encoder. */
  readonly lookaheadSamples: number;
  readonly #library: OpusLibrary;
  #state: number;

  constructor(library: OpusLibrary, options: OpusEncoderOptions) {
    const { calls } = library;
    this.#library = library;
    this.#state = library.reserve(calls.opus_encoder_get_size(1));
    this.#check(calls.opus_encoder_init(this.#state, SAMPLE_RATE_HZ, 1, APPLICATIONS[options.application]));
    this.#set(OPUS_CTL.setBitrate, options.bitrateBps);
    this.#set(OPUS_CTL.setComplexity, options.complexity);
    this.#set(OPUS_CTL.setInbandFec, options.inbandFec ? 1 : 0);
    this.#set(OPUS_CTL.setPacketLossPercent, options.expectedLossPercent);
    this.#set(OPUS_CTL.setDtx, 0);
    if (options.application === 'voip') this.#set(OPUS_CTL.setSignal, OPUS_SIGNAL_VOICE);
    this.lookaheadSamples = calls.opus_encoder_ctl_get(this.#state, OPUS_CTL.getLookahead);
  }

  /** One packet from exactly 960 samples. */
  encode(pcm: Int16Array): Uint8Array {
    if (pcm.length !== FRAME_SAMPLES)
      throw new LoaError('internal', { reason: 'frame length', samples: pcm.length });
    const { calls, pcmPointer, packetPointer } = this.#library;
    const state = this.#alive();
    this.#library.writePcm(pcm);
    const code = calls.opus_encode(state, pcmPointer, FRAME_SAMPLES, packetPointer, MAX_PACKET_BYTES);
    return this.#library.readPacket(this.#check(code));
  }

  /** Changes the expected loss while running, 0 to 100 %. */
  expectLoss(percent: number): void {
    this.#set(OPUS_CTL.setPacketLossPercent, percent);
  }

  /** Forgets what was encoded before. */
  reset(): void {
    this.#set(OPUS_CTL.resetState, 0);
  }

  /** Gives the memory back. Twice is fine; encoding afterwards throws `internal`. */
  free(): void {
    if (this.#state !== 0) this.#library.calls.free(this.#state);
    this.#state = 0;
  }

  #set(request: number, value: number): void {
    this.#check(this.#library.calls.opus_encoder_ctl_set(this.#alive(), request, value));
  }

  #check(code: number): number {
    if (code < 0) throw new LoaError('internal', { library: 'opus', reason: this.#library.explain(code) });
    return code;
  }

  #alive(): number {
    if (this.#state === 0) throw new LoaError('internal', { reason: 'encoder used after free' });
    return this.#state;
  }
}

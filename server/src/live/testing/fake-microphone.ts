import { FRAME_SAMPLES, type Clock, type OpusEncoder } from '@loa/protocol';
import type { MicrophonePacket } from '../intake.ts';
import type { LiveMicrophone } from '../microphone-socket.ts';

/** A microphone without a network: `speak` is one packet of 20 ms. It can be lost and found again. */
export class FakeMicrophone implements LiveMicrophone {
  readonly id: string;
  readonly accountId: string;
  state: LiveMicrophone['state'] = 'open';
  lastPacketMono: number;
  readonly #clock: Clock;
  readonly #encoder: OpusEncoder;
  readonly #listeners = new Set<(packet: MicrophonePacket) => void>();
  #timestamp = 0;

  constructor({ id = 'mic', clock, encoder }: { id?: string; clock: Clock; encoder: OpusEncoder }) {
    this.id = id;
    this.accountId = 'account';
    this.#clock = clock;
    this.#encoder = encoder;
    this.lastPacketMono = clock.mono();
  }

  onPacket(listener: (packet: MicrophonePacket) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  speak(frame: Int16Array): void {
    this.lastPacketMono = this.#clock.mono();
    const packet = { timestamp: this.#timestamp, payload: this.#encoder.encode(frame) };
    this.#timestamp += FRAME_SAMPLES;
    for (const listener of this.#listeners) listener(packet);
  }
}

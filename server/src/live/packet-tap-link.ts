import type { types } from 'mediasoup';
import { parseRtp } from '@loa/protocol';
import type { MicrophonePacket } from './intake.ts';

/** Leads a producer's packets out of the media worker. */
export class PacketTapLink {
  readonly #transport: types.DirectTransport;

  private constructor(transport: types.DirectTransport) {
    this.#transport = transport;
  }

  /** `listener` gets every packet that reaches the worker, as it comes. Ends with the producer. */
  static async open(
    router: types.Router,
    producerId: string,
    listener: (packet: MicrophonePacket) => void,
  ): Promise<PacketTapLink> {
    const transport = await router.createDirectTransport();
    const consumer = await transport.consume({ producerId, rtpCapabilities: router.rtpCapabilities });
    consumer.on('rtp', (bytes) => {
      const packet = parseRtp(bytes);
      // Browsers probe the bandwidth with packets that carry padding only.
      if (packet !== undefined && packet.payload.length > 0) listener(packet);
    });
    // The producer takes only the consumer with it; the transport would stay in the worker for ever.
    consumer.observer.once('close', () => transport.close());
    return new PacketTapLink(transport);
  }

  close(): void {
    this.#transport.close();
  }
}

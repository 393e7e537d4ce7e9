import type { types } from 'mediasoup';
import { ABS_CAPTURE_TIME_ID, ABS_CAPTURE_TIME_URI } from '@loa/protocol';
import type { MediaWorker } from './media-worker.ts';

const PAYLOAD_TYPE = 100;

/** Leads one bus's packets into the media worker, which fans them out. */
export class FeedLink {
  readonly #worker: Pick<MediaWorker, 'router'>;
  readonly #ssrc: number;
  #transport: types.DirectTransport | undefined;
  #producer: types.Producer | undefined;

  /** `ssrc` as in the packets: any 32-bit number. */
  constructor({ worker, ssrc }: { worker: Pick<MediaWorker, 'router'>; ssrc: number }) {
    this.#worker = worker;
    this.#ssrc = ssrc;
  }

  /** Payload type of the packets to send. */
  get payloadType(): number {
    return PAYLOAD_TYPE;
  }

  get ssrc(): number {
    return this.#ssrc;
  }

  /** What poles consume; undefined before `open` and after the worker died. */
  get producerId(): string | undefined {
    return this.#producer?.closed === false ? this.#producer.id : undefined;
  }

  /** Again after the worker was renewed. Throws `live.worker-away` while it is being replaced. */
  async open(): Promise<void> {
    this.close();
    const transport = await this.#worker.router.createDirectTransport();
    this.#transport = transport;
    this.#producer = await transport.produce({
      kind: 'audio',
      rtpParameters: {
        codecs: [
          {
            mimeType: 'audio/opus',
            payloadType: PAYLOAD_TYPE,
            clockRate: 48_000,
            channels: 2,
            parameters: { useinbandfec: 1 },
            rtcpFeedback: [],
          },
        ],
        headerExtensions: [{ uri: ABS_CAPTURE_TIME_URI, id: ABS_CAPTURE_TIME_ID }],
        encodings: [{ ssrc: this.#ssrc }],
        rtcp: { cname: 'loa' },
      },
    });
  }

  /** Drops the packet while there is no worker. */
  send(packet: Uint8Array): void {
    if (this.#producer?.closed !== false) return;
    this.#producer.send(Buffer.from(packet.buffer, packet.byteOffset, packet.byteLength));
  }

  close(): void {
    this.#transport?.close();
    this.#transport = undefined;
    this.#producer = undefined;
  }
}

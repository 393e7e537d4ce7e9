import { createSocket, type Socket } from 'node:dgram';
import { buildRtp, FRAME_MS, FRAME_SAMPLES } from '@loa/protocol';
import type { MicrophonePacket } from '../intake.ts';
import type { MediaWorker } from '../media-worker.ts';
import type { LiveMicrophone } from '../microphone-socket.ts';
import { PacketTapLink } from '../packet-tap-link.ts';

const SSRC = 0x10a;

/** A microphone that reaches the real media worker over UDP, as RTP without WebRTC's encryption. */
export class PlainMicrophone implements LiveMicrophone {
  readonly accountId: string;
  readonly id: string;
  state: LiveMicrophone['state'] = 'open';
  lastPacketMono = 0;
  readonly #listeners = new Set<(packet: MicrophonePacket) => void>();
  readonly #socket: Socket;
  #timer: NodeJS.Timeout | undefined;

  private constructor({ id, accountId, socket }: { id: string; accountId: string; socket: Socket }) {
    this.id = id;
    this.accountId = accountId;
    this.#socket = socket;
  }

  /** Sends `packets` again and again, one every 20 ms, until it is closed. */
  static async open(
    worker: MediaWorker,
    { id, accountId, packets }: { id: string; accountId: string; packets: readonly Uint8Array[] },
  ): Promise<PlainMicrophone> {
    const transport = await worker.router.createPlainTransport({
      listenInfo: { protocol: 'udp', ip: '127.0.0.1' },
      comedia: true,
      rtcpMux: true,
    });
    const producer = await transport.produce({
      kind: 'audio',
      rtpParameters: {
        codecs: [{ mimeType: 'audio/opus', payloadType: 111, clockRate: 48_000, channels: 2 }],
        encodings: [{ ssrc: SSRC }],
      },
    });
    const microphone = new PlainMicrophone({ id, accountId, socket: createSocket('udp4') });
    transport.observer.once('close', () => (microphone.state = 'closed'));
    await PacketTapLink.open(worker.router, producer.id, (packet) => microphone.#take(packet));
    microphone.#speak(packets, transport.tuple.localPort);
    return microphone;
  }

  onPacket(listener: (packet: MicrophonePacket) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  close(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  dispose(): void {
    this.close();
    this.#socket.close();
  }

  #take(packet: MicrophonePacket): void {
    this.lastPacketMono = performance.now();
    for (const listener of this.#listeners) listener(packet);
  }

  #speak(packets: readonly Uint8Array[], port: number): void {
    const startMono = performance.now();
    let sent = 0;
    this.#timer = setInterval(() => {
      for (; sent * FRAME_MS <= performance.now() - startMono; sent++) {
        const payload = packets[sent % packets.length] as Uint8Array;
        const rtp = { payloadType: 111, ssrc: SSRC, marker: false, extensions: [], payload };
        this.#socket.send(
          buildRtp({ ...rtp, sequence: sent & 0xffff, timestamp: sent * FRAME_SAMPLES }),
          port,
          '127.0.0.1',
        );
      }
    }, 5);
  }
}

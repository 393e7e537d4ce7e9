import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { buildRtcp, buildRtp, isRtcp, parseRtcp, writeAbsCaptureTime, type RtcpPacket } from '@loa/protocol';
import type { MediaEndpoint } from './media-socket.ts';
import { srtpReceiver, srtpSender } from './srtp.ts';

const SUITE = 'AEAD_AES_256_GCM';

/** Base64 of 44 bytes: a key for the way to the pole, and one for the way back. */
export const SERVER_KEY = Buffer.alloc(44, 'server').toString('base64');
export const POLE_KEY = Buffer.alloc(44, 'pole').toString('base64');

/**
 * A media server on this machine that behaves as mediasoup's PlainTransport: it learns the pole's address from the
 * first genuine packet, keeps what it sent and answers asks for it. `lose` decides per sequence number what the line
 * swallows the first time.
 */
export class FakeMediaServer {
  lose: (sequence: number) => boolean = () => false;
  /** Everything genuine that came from the pole. */
  readonly heard: RtcpPacket[] = [];
  readonly #ssrc: number;
  readonly #socket: Socket = createSocket('udp4');
  readonly #sender = srtpSender(SUITE, SERVER_KEY);
  readonly #receiver = srtpReceiver(SUITE, POLE_KEY);
  readonly #sent = new Map<number, Uint8Array>();
  #pole: { address: string; port: number } | undefined;

  constructor(ssrc: number) {
    this.#ssrc = ssrc;
  }

  async start(): Promise<void> {
    this.#socket.on('message', (bytes, from) => {
      const opened = this.#receiver.openRtcp(bytes);
      if (!opened.ok || !isRtcp(opened.packet)) return;
      this.#pole ??= { address: from.address, port: from.port };
      for (const packet of parseRtcp(opened.packet) ?? []) this.#take(packet);
    });
    this.#socket.bind(0, '127.0.0.1');
    await once(this.#socket, 'listening');
  }

  get knowsPole(): boolean {
    return this.#pole !== undefined;
  }

  /** The next pole that is heard is the one that is spoken to. */
  forgetPole(): void {
    this.#pole = undefined;
  }

  endpoint(): MediaEndpoint {
    const { port } = this.#socket.address();
    return {
      host: '127.0.0.1',
      port,
      cryptoSuite: SUITE,
      localKeyBase64: POLE_KEY,
      remoteKeyBase64: SERVER_KEY,
    };
  }

  /** Sends one Opus packet captured at `captureAt` (Unix ms). */
  sendMedia(sequence: number, captureAt: number, payload: Uint8Array, payloadType = 100): void {
    const extensions = [{ id: 13, value: writeAbsCaptureTime(captureAt) }];
    const timestamp = (sequence * 960) % 0x1_0000_0000;
    const rtp = { payloadType, sequence, timestamp, ssrc: this.#ssrc, marker: false, extensions, payload };
    const bytes = this.#sender.protectRtp(buildRtp(rtp));
    this.#sent.set(sequence, bytes);
    if (!this.lose(sequence)) this.sendRaw(bytes);
  }

  sendControl(packets: RtcpPacket[]): void {
    this.sendRaw(this.#sender.protectRtcp(buildRtcp(packets)));
  }

  /** Sends bytes as they are: forgeries, replays. */
  sendRaw(bytes: Uint8Array): void {
    if (this.#pole !== undefined) this.#socket.send(bytes, this.#pole.port, this.#pole.address);
  }

  /** A packet as it went out, to be replayed. */
  sent(sequence: number): Uint8Array {
    return this.#sent.get(sequence) ?? new Uint8Array(0);
  }

  close(): void {
    this.#socket.close();
  }

  #take(packet: RtcpPacket): void {
    this.heard.push(packet);
    if (packet.type !== 'nack') return;
    for (const sequence of packet.sequences) this.sendRaw(this.sent(sequence));
  }
}

import { createSocket, type Socket } from 'node:dgram';
import { lookup } from 'node:dns/promises';
import { isRtcp, parseRtcp, rtpNumbers, type Clock, type RtcpPacket } from '@loa/protocol';
import { srtpReceiver, srtpSender, type SrtpReceiver, type SrtpRefusal, type SrtpSender } from './srtp.ts';
import type { SrtpCryptoSuite } from './srtp-cipher.ts';

/** Packets of streams that nobody expects yet are kept so long, ms, and so many. */
const HELD_MS = 1_000;
const MOST_HELD = 100;
/** Packets that wait for `flush` at most. */
const MOST_WAITING = 6;

/** Where the server's media flow is, and the keys of both directions. */
export interface MediaEndpoint {
  host: string;
  port: number;
  cryptoSuite: SrtpCryptoSuite;
  /** Protects what the pole sends: Base64 of master key and salt. */
  localKeyBase64: string;
  /** Opens what the server sends. */
  remoteKeyBase64: string;
}

export type MediaRefusal = SrtpRefusal | 'unknown-ssrc' | 'wrong-payload-type';

/** Takes one decrypted RTP packet with the moment of its arrival (monotonic ms). */
export type PacketListener = (packet: Uint8Array, arrivedMono: number) => void;

/** What came, not yet opened. */
interface Datagram {
  bytes: Uint8Array;
  arrivedMono: number;
}

interface HeldPacket {
  ssrc: number;
  payloadType: number;
  packet: Uint8Array;
  arrivedMono: number;
}

/** The pole's one UDP socket to the media server: SRTP and SRTCP on one port. */
export class MediaSocket {
  readonly #clock: Clock;
  readonly #onRtcp: (packets: RtcpPacket[], arrivedMono: number) => void;
  readonly #expected = new Map<number, { payloadType: number; listener: PacketListener }>();
  readonly #refused: Partial<Record<MediaRefusal, number>> = {};
  readonly #onArrival: (() => void) | undefined;
  #waiting: Datagram[] = [];
  /** The packet that is next if nothing is lost: of the stream that came last. */
  #next: { ssrc: number; sequence: number } | undefined;
  #held: HeldPacket[] = [];
  #socket: Socket | undefined;
  #target: { address: string; port: number } | undefined;
  #sender: SrtpSender | undefined;
  #receiver: SrtpReceiver | undefined;
  #lastAuthenticMono: number | undefined;
  #sendFailures = 0;
  #openings = 0;

  /**
   * With `onArrival` a packet that comes in its order may wait until `flush`, which its owner calls soon after; waking up
   * costs more than what is done awake, so packets are best opened together. Whatever else comes is dealt with at once.
   */
  constructor(options: {
    clock: Clock;
    onRtcp: (packets: RtcpPacket[], arrivedMono: number) => void;
    onArrival?: () => void;
  }) {
    this.#clock = options.clock;
    this.#onRtcp = options.onRtcp;
    this.#onArrival = options.onArrival;
  }

  /** Opens and hands on what waits. */
  flush(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const datagram of waiting) this.#open(datagram);
  }

  /** When the last authentic packet came (monotonic ms); undefined when none did since `open`. */
  get lastAuthenticMono(): number | undefined {
    return this.#lastAuthenticMono;
  }

  /** Packets that the system would not send, since the start: the modem is away. */
  get sendFailures(): number {
    return this.#sendFailures;
  }

  /**
   * Opens the socket; an open one is closed first. Rejects when the name cannot be resolved or the keys do not fit the
   * suite (RangeError); a later `open` or `close` ends this one. Expected streams stay expected.
   */
  async open(endpoint: MediaEndpoint): Promise<void> {
    this.close();
    const opening = ++this.#openings;
    const sender = srtpSender(endpoint.cryptoSuite, endpoint.localKeyBase64);
    const receiver = srtpReceiver(endpoint.cryptoSuite, endpoint.remoteKeyBase64);
    const { address, family } = await lookup(endpoint.host);
    if (opening !== this.#openings) return;
    // Not connected to its target: a connected socket keeps the source address of a modem that has redialled.
    const socket = createSocket(family === 6 ? 'udp6' : 'udp4');
    this.#socket = socket;
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject);
      socket.once('close', resolve);
      socket.bind(0, () => resolve());
    });
    if (opening !== this.#openings) return;
    socket.on('error', () => (this.#sendFailures += 1));
    this.#sender = sender;
    this.#receiver = receiver;
    this.#target = { address, port: endpoint.port };
    socket.on('message', (bytes) => this.#onDatagram(bytes));
  }

  /** Hands packets of this stream to `listener`, those first that came a little before. */
  expect(ssrc: number, payloadType: number, listener: PacketListener): void {
    this.flush();
    this.#expected.set(ssrc, { payloadType, listener });
    this.#dropStale(this.#clock.mono());
    const early = this.#held.filter((held) => held.ssrc === ssrc);
    this.#held = this.#held.filter((held) => held.ssrc !== ssrc);
    for (const held of early) this.#deliver(held);
  }

  /** The stream is over. */
  forget(ssrc: number): void {
    this.flush();
    this.#expected.delete(ssrc);
  }

  /** Sends one compound RTCP packet, protected. Does nothing while closed. */
  sendRtcp(packet: Uint8Array): void {
    if (this.#socket === undefined || this.#sender === undefined || this.#target === undefined) return;
    const { address, port } = this.#target;
    this.#socket.send(this.#sender.protectRtcp(packet), port, address, (error) => {
      if (error !== null) this.#sendFailures += 1;
    });
  }

  /** Datagrams that were not used, by reason, since the start. */
  refused(): Partial<Record<MediaRefusal, number>> {
    this.#dropStale(this.#clock.mono());
    return { ...this.#refused };
  }

  /** What has come is handed on first. Twice is fine. */
  close(): void {
    this.flush();
    this.#openings += 1;
    this.#socket?.close();
    this.#socket = undefined;
    this.#sender = undefined;
    this.#receiver = undefined;
    this.#lastAuthenticMono = undefined;
    this.#next = undefined;
    this.#held = [];
  }

  #onDatagram(bytes: Uint8Array): void {
    this.#waiting.push({ bytes, arrivedMono: this.#clock.mono() });
    if (!this.#isNext(bytes) || this.#waiting.length > MOST_WAITING) this.flush();
    this.#onArrival?.();
  }

  // The header is in the clear; whether it is genuine shows when the packet is opened.
  #isNext(bytes: Uint8Array): boolean {
    if (this.#onArrival === undefined || this.#next === undefined || isRtcp(bytes)) return false;
    const numbers = rtpNumbers(bytes);
    if (numbers?.ssrc !== this.#next.ssrc || numbers.sequence !== this.#next.sequence) return false;
    this.#next = { ssrc: numbers.ssrc, sequence: (numbers.sequence + 1) & 0xffff };
    return true;
  }

  #open({ bytes, arrivedMono }: Datagram): void {
    if (this.#receiver === undefined) return;
    const isControl = isRtcp(bytes);
    const opened = isControl ? this.#receiver.openRtcp(bytes) : this.#receiver.openRtp(bytes);
    if (!opened.ok) return this.#refuse(opened.reason);
    this.#lastAuthenticMono = arrivedMono;
    if (isControl) this.#onControl(opened.packet, arrivedMono);
    else this.#onMedia(opened.packet, arrivedMono);
  }

  #onControl(packet: Uint8Array, arrivedMono: number): void {
    const packets = parseRtcp(packet);
    if (packets === undefined) return this.#refuse('malformed');
    this.#onRtcp(packets, arrivedMono);
  }

  #onMedia(packet: Uint8Array, arrivedMono: number): void {
    const numbers = rtpNumbers(packet);
    if (numbers === undefined) return this.#refuse('malformed');
    const { ssrc, payloadType, sequence } = numbers;
    this.#next = { ssrc, sequence: (sequence + 1) & 0xffff };
    this.#deliver({ ssrc, payloadType, packet, arrivedMono });
  }

  #deliver(held: HeldPacket): void {
    const expected = this.#expected.get(held.ssrc);
    if (expected === undefined) return this.#hold(held);
    if (expected.payloadType !== held.payloadType) return this.#refuse('wrong-payload-type');
    expected.listener(held.packet, held.arrivedMono);
  }

  // Media may overtake the message that announces it; only genuine packets get this far.
  #hold(held: HeldPacket): void {
    this.#dropStale(held.arrivedMono);
    this.#held.push(held);
    if (this.#held.length <= MOST_HELD) return;
    this.#held.shift();
    this.#refuse('unknown-ssrc');
  }

  #dropStale(nowMono: number): void {
    for (let first = this.#held[0]; first !== undefined; first = this.#held[0]) {
      if (nowMono - first.arrivedMono <= HELD_MS) return;
      this.#held.shift();
      this.#refuse('unknown-ssrc');
    }
  }

  #refuse(reason: MediaRefusal): void {
    this.#refused[reason] = (this.#refused[reason] ?? 0) + 1;
  }
}

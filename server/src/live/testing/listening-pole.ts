import { createCipheriv, createDecipheriv } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import {
  ABS_CAPTURE_TIME_ID,
  buildRtcp,
  isRtcp,
  parseRtp,
  readAbsCaptureTime,
  rtpExtension,
  rtpHeaderBytes,
  type MediaKeys,
  type RtpPacket,
} from '@loa/protocol';

/** One packet as a pole got it. */
export interface HeardPacket extends RtpPacket {
  captureAt: number;
  arrivedMono: number;
}

const TAG_BYTES = 16;

/**
 * The network side of a pole on one flow: opens its way with an encrypted receiver report, decrypts what comes
 * (RFC 7714), keeps it. It asks for nothing again and plays nothing.
 */
export class ListeningPole {
  readonly heard: HeardPacket[] = [];
  /** Packets that were not encrypted with the flow's key. */
  foreign = 0;
  readonly #socket: Socket;
  readonly #keys: MediaKeys;
  readonly #port: number;
  #reports = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor({ keys, port }: { keys: MediaKeys; port: number }) {
    this.#keys = keys;
    this.#port = port;
    this.#socket = createSocket('udp4');
    this.#socket.on('message', (bytes) => this.#take(bytes));
    this.#report();
    this.#timer = setInterval(() => this.#report(), 200);
  }

  close(): void {
    if (this.#timer === undefined) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#socket.close();
  }

  #take(bytes: Buffer): void {
    if (isRtcp(bytes)) return;
    const packet = open(bytes, this.#keys.serverKeyBase64);
    const rtp = packet === undefined ? undefined : parseRtp(packet);
    if (rtp === undefined) {
      this.foreign += 1;
      return;
    }
    const captureAt = readAbsCaptureTime(rtpExtension(rtp, ABS_CAPTURE_TIME_ID) ?? new Uint8Array(0)) ?? NaN;
    this.heard.push({ ...rtp, captureAt, arrivedMono: performance.now() });
  }

  #report(): void {
    const report = buildRtcp([{ type: 'receiver-report', ssrc: 7, blocks: [] }]);
    this.#socket.send(sealReport(report, this.#keys.poleKeyBase64, this.#reports++), this.#port, '127.0.0.1');
  }
}

/** Decrypts one packet of a source that has not wrapped its sequence numbers yet. */
function open(bytes: Buffer, keyBase64: string): Buffer | undefined {
  const headerBytes = rtpHeaderBytes(bytes);
  if (headerBytes === undefined) return undefined;
  const counter = Buffer.alloc(12);
  bytes.copy(counter, 2, 8, 12);
  bytes.copy(counter, 10, 2, 4);
  const { key, salt } = derived(keyBase64, { key: 0, salt: 2 });
  const decipher = createDecipheriv('aes-256-gcm', key, salted(counter, salt), { authTagLength: TAG_BYTES });
  decipher.setAAD(bytes.subarray(0, headerBytes));
  decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
  const plain = decipher.update(bytes.subarray(headerBytes, -TAG_BYTES));
  try {
    return Buffer.concat([bytes.subarray(0, headerBytes), plain, decipher.final()]);
  } catch {
    return undefined;
  }
}

function sealReport(report: Uint8Array, keyBase64: string, index: number): Buffer {
  const header = report.subarray(0, 8);
  const trailer = Buffer.alloc(4);
  trailer.writeUInt32BE((0x8000_0000 | index) >>> 0);
  const counter = Buffer.alloc(12);
  counter.set(report.subarray(4, 8), 2);
  counter.writeUInt32BE(index, 8);
  const { key, salt } = derived(keyBase64, { key: 3, salt: 5 });
  const cipher = createCipheriv('aes-256-gcm', key, salted(counter, salt), { authTagLength: TAG_BYTES });
  cipher.setAAD(Buffer.concat([header, trailer]));
  const sealed = Buffer.concat([cipher.update(report.subarray(8)), cipher.final()]);
  return Buffer.concat([header, sealed, cipher.getAuthTag(), trailer]);
}

/** Session key and salt by the labels of RFC 3711 section 4.3. */
function derived(keyBase64: string, label: { key: number; salt: number }): { key: Buffer; salt: Buffer } {
  const master = Buffer.from(keyBase64, 'base64');
  const derive = (number: number, length: number): Buffer => {
    const counter = Buffer.alloc(16);
    counter.set(master.subarray(32));
    counter[7] = (counter[7] as number) ^ number;
    return createCipheriv('aes-256-ctr', master.subarray(0, 32), counter).update(Buffer.alloc(length));
  };
  return { key: derive(label.key, 32), salt: derive(label.salt, 12) };
}

function salted(counter: Buffer, salt: Buffer): Buffer {
  return Buffer.from(counter.map((byte, i) => byte ^ (salt[i] as number)));
}

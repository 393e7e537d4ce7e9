import { createCipheriv, createDecipheriv } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import {
  ABS_CAPTURE_TIME_ID,
  buildRtcp,
  isRtcp,
  parseRtcp,
  parseRtp,
  readAbsCaptureTime,
  rtpExtension,
  rtpHeaderBytes,
  type MediaKeys,
  type RtcpPacket,
  type RtpPacket,
} from '@loa/protocol';

/** One packet as a pole got it. */
export interface HeardPacket extends RtpPacket {
  captureAt: number;
  arrivedMono: number;
}

const TAG_BYTES = 16;
const CONTROL_HEADER_BYTES = 8;
const CONTROL_INDEX_BYTES = 4;
/** By which the server knows the pole; any number serves. */
const OWN_SSRC = 7;
const EMPTY_REPORT: RtcpPacket = { type: 'receiver-report', ssrc: OWN_SSRC, blocks: [] };

/**
 * The network side of a pole on one flow: opens its way with an encrypted receiver report, decrypts what comes
 * (RFC 7714), keeps it. By itself it asks for nothing again, and it plays nothing.
 */
export class ListeningPole {
  readonly heard: HeardPacket[] = [];
  /** What the server said beside the sound. */
  readonly answers: RtcpPacket[] = [];
  /** Packets that were not encrypted with the flow's key. */
  foreign = 0;
  readonly #socket: Socket;
  readonly #keys: MediaKeys;
  readonly #port: number;
  #sent = 0;
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

  /** Asks for one packet again (RFC 4585 section 6.2.1). */
  askAgain({ ssrc, sequence }: HeardPacket): void {
    this.#send([{ type: 'nack', senderSsrc: OWN_SSRC, mediaSsrc: ssrc, sequences: [sequence] }]);
  }

  /** Tells its time, which the server is to send back (RFC 3611 section 4.4). */
  tellTime(ntpSeconds: number, ntpFraction: number): void {
    this.#send([EMPTY_REPORT, { type: 'reference-time', ssrc: OWN_SSRC, ntpSeconds, ntpFraction }]);
  }

  #take(bytes: Buffer): void {
    const isGenuine = isRtcp(bytes) ? this.#takeControl(bytes) : this.#takeSound(bytes);
    if (!isGenuine) this.foreign += 1;
  }

  #takeControl(bytes: Buffer): boolean {
    const control = openControl(bytes, this.#keys.serverKeyBase64);
    const packets = control === undefined ? undefined : parseRtcp(control);
    this.answers.push(...(packets ?? []));
    return packets !== undefined;
  }

  #takeSound(bytes: Buffer): boolean {
    const packet = openSound(bytes, this.#keys.serverKeyBase64);
    const rtp = packet === undefined ? undefined : parseRtp(packet);
    if (rtp === undefined) return false;
    const captureAt = readAbsCaptureTime(rtpExtension(rtp, ABS_CAPTURE_TIME_ID) ?? new Uint8Array(0)) ?? NaN;
    this.heard.push({ ...rtp, captureAt, arrivedMono: performance.now() });
    return true;
  }

  #report(): void {
    this.#send([EMPTY_REPORT]);
  }

  #send(packets: RtcpPacket[]): void {
    const sealed = sealControl(buildRtcp(packets), this.#keys.poleKeyBase64, this.#sent++);
    this.#socket.send(sealed, this.#port, '127.0.0.1');
  }
}

/** Decrypts one packet of a source that has not wrapped its sequence numbers yet. */
function openSound(bytes: Buffer, keyBase64: string): Buffer | undefined {
  const headerBytes = rtpHeaderBytes(bytes);
  if (headerBytes === undefined) return undefined;
  const counter = Buffer.alloc(12);
  bytes.copy(counter, 2, 8, 12);
  bytes.copy(counter, 10, 2, 4);
  const { key, salt } = derived(keyBase64, { key: 0, salt: 2 });
  const header = bytes.subarray(0, headerBytes);
  const plain = opened(bytes.subarray(headerBytes), { key, iv: salted(counter, salt), associated: header });
  return plain && Buffer.concat([header, plain]);
}

function openControl(bytes: Buffer, keyBase64: string): Buffer | undefined {
  const header = bytes.subarray(0, CONTROL_HEADER_BYTES);
  const trailer = bytes.subarray(-CONTROL_INDEX_BYTES);
  const { key, salt } = derived(keyBase64, { key: 3, salt: 5 });
  const iv = salted(controlCounter(header, trailer.readUInt32BE() & 0x7fff_ffff), salt);
  const sealed = bytes.subarray(CONTROL_HEADER_BYTES, -CONTROL_INDEX_BYTES);
  const plain = opened(sealed, { key, iv, associated: Buffer.concat([header, trailer]) });
  return plain && Buffer.concat([header, plain]);
}

/** The plain bytes; undefined when they were sealed with another key, or altered. */
function opened(
  sealed: Buffer,
  { key, iv, associated }: { key: Buffer; iv: Buffer; associated: Buffer },
): Buffer | undefined {
  const decipher = createDecipheriv('aes-256-gcm', key, iv, { authTagLength: TAG_BYTES });
  decipher.setAAD(associated);
  decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
  const plain = decipher.update(sealed.subarray(0, -TAG_BYTES));
  try {
    return Buffer.concat([plain, decipher.final()]);
  } catch {
    return undefined;
  }
}

function sealControl(control: Uint8Array, keyBase64: string, index: number): Buffer {
  const header = control.subarray(0, CONTROL_HEADER_BYTES);
  const trailer = Buffer.alloc(CONTROL_INDEX_BYTES);
  trailer.writeUInt32BE((0x8000_0000 | index) >>> 0);
  const { key, salt } = derived(keyBase64, { key: 3, salt: 5 });
  const iv = salted(controlCounter(header, index), salt);
  const cipher = createCipheriv('aes-256-gcm', key, iv, { authTagLength: TAG_BYTES });
  cipher.setAAD(Buffer.concat([header, trailer]));
  const sealed = Buffer.concat([cipher.update(control.subarray(CONTROL_HEADER_BYTES)), cipher.final()]);
  return Buffer.concat([header, sealed, cipher.getAuthTag(), trailer]);
}

/** 00 00, source, 00 00, index (RFC 7714 section 9.1). */
function controlCounter(header: Uint8Array, index: number): Buffer {
  const counter = Buffer.alloc(12);
  counter.set(header.subarray(4, 8), 2);
  counter.writeUInt32BE(index, 8);
  return counter;
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

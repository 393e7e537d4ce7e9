import { rtpNumbers, unwrapSequence } from '@loa/protocol';
import { ReplayWindow } from './replay-window.ts';
import { deriveCiphers, TAG_BYTES, type SrtpCipher, type SrtpCryptoSuite } from './srtp-cipher.ts';

/** Why a protected packet was not opened. */
export type SrtpRefusal = 'malformed' | 'auth-failed' | 'replayed';

export type Opened = { ok: true; packet: Uint8Array } | { ok: false; reason: SrtpRefusal };

const RTCP_HEADER_BYTES = 8;
const INDEX_BYTES = 4;
const ENCRYPTED_FLAG = 0x8000_0000;

/** Sources whose state is kept; the one that was quiet for longest makes room. */
const MAX_SOURCES = 256;

/** Failures in a row after which the roll-over counter is suspected to be stale, and how far ahead it is sought. */
const STALE_AFTER_FAILURES = 8;
const WRAPS_SOUGHT = 4;

interface Source {
  window: ReplayWindow;
  failures: number;
}

/** Protects what one side sends (RFC 3711 with the AEAD transform of RFC 7714). */
export class SrtpSender {
  readonly #rtp: SrtpCipher;
  readonly #rtcp: SrtpCipher;
  readonly #lastIndex = new Map<number, number>();
  #rtcpIndex = 0;

  constructor(ciphers: { rtp: SrtpCipher; rtcp: SrtpCipher }) {
    this.#rtp = ciphers.rtp;
    this.#rtcp = ciphers.rtcp;
  }

  /** The protected packet; a repeated packet gives the same bytes. Throws RangeError when it is not RTP. */
  protectRtp(packet: Uint8Array): Uint8Array {
    const numbers = rtpNumbers(packet);
    if (numbers === undefined) throw new RangeError('not an RTP packet');
    const { sequence, ssrc, headerBytes } = numbers;
    const index = unwrapSequence(sequence, this.#lastIndex.get(ssrc) ?? sequence);
    this.#lastIndex.set(ssrc, Math.max(index, this.#lastIndex.get(ssrc) ?? 0));
    const header = packet.subarray(0, headerBytes);
    return Buffer.concat([
      header,
      this.#rtp.seal(rtpCounter(ssrc, index), header, packet.subarray(headerBytes)),
    ]);
  }

  /** The protected compound packet, encrypted, with the next index. Throws RangeError when it is too short. */
  protectRtcp(packet: Uint8Array): Uint8Array {
    if (packet.length < RTCP_HEADER_BYTES) throw new RangeError('not an RTCP packet');
    const index = this.#rtcpIndex++;
    return sealRtcp(this.#rtcp, packet, index);
  }
}

/** One compound packet under an explicit index (31 bits). */
export function sealRtcp(cipher: SrtpCipher, packet: Uint8Array, index: number): Uint8Array {
  const trailer = new Uint8Array(INDEX_BYTES);
  new DataView(trailer.buffer).setUint32(0, (ENCRYPTED_FLAG | index) >>> 0);
  const header = packet.subarray(0, RTCP_HEADER_BYTES);
  const associated = Buffer.concat([header, trailer]);
  const counter = rtcpCounter(uint32At(packet, 4), index);
  return Buffer.concat([
    header,
    cipher.seal(counter, associated, packet.subarray(RTCP_HEADER_BYTES)),
    trailer,
  ]);
}

/** Opens what the other side sent. State about a source is kept only after one of its packets proved genuine. */
export class SrtpReceiver {
  readonly #rtp: SrtpCipher;
  readonly #rtcp: SrtpCipher;
  readonly #rtpSources = new Map<number, Source>();
  readonly #rtcpSources = new Map<number, Source>();

  constructor(ciphers: { rtp: SrtpCipher; rtcp: SrtpCipher }) {
    this.#rtp = ciphers.rtp;
    this.#rtcp = ciphers.rtcp;
  }

  openRtp(bytes: Uint8Array): Opened {
    const numbers = rtpNumbers(bytes);
    if (numbers === undefined || bytes.length < numbers.headerBytes + TAG_BYTES) return refuse('malformed');
    const { sequence, ssrc, headerBytes } = numbers;
    const source = this.#rtpSources.get(ssrc);
    const index = source === undefined ? sequence : unwrapSequence(sequence, source.window.highest);
    if (source?.window.has(index)) return refuse('replayed');
    const header = bytes.subarray(0, headerBytes);
    for (const candidate of candidates(index, source)) {
      const plain = this.#rtp.open(rtpCounter(ssrc, candidate), header, bytes.subarray(headerBytes));
      if (plain === undefined) continue;
      accept(this.#rtpSources, ssrc, candidate);
      return { ok: true, packet: Buffer.concat([header, plain]) };
    }
    if (source !== undefined) source.failures += 1;
    return refuse('auth-failed');
  }

  openRtcp(bytes: Uint8Array): Opened {
    const trailerAt = bytes.length - INDEX_BYTES;
    if (trailerAt < RTCP_HEADER_BYTES + TAG_BYTES) return refuse('malformed');
    const word = uint32At(bytes, trailerAt);
    const ssrc = uint32At(bytes, 4);
    const index = word & 0x7fff_ffff;
    // An unencrypted report is legal in RFC 7714 but never sent by our server.
    if (word < ENCRYPTED_FLAG) return refuse('malformed');
    if (this.#rtcpSources.get(ssrc)?.window.has(index)) return refuse('replayed');
    const header = bytes.subarray(0, RTCP_HEADER_BYTES);
    const associated = Buffer.concat([header, bytes.subarray(trailerAt)]);
    const sealed = bytes.subarray(RTCP_HEADER_BYTES, trailerAt);
    const plain = this.#rtcp.open(rtcpCounter(ssrc, index), associated, sealed);
    if (plain === undefined) return refuse('auth-failed');
    accept(this.#rtcpSources, ssrc, index);
    return { ok: true, packet: Buffer.concat([header, plain]) };
  }
}

/** A sender for our own key. */
export function srtpSender(suite: SrtpCryptoSuite, keyBase64: string): SrtpSender {
  return new SrtpSender(deriveCiphers(suite, keyBase64));
}

/** A receiver for the other side's key. */
export function srtpReceiver(suite: SrtpCryptoSuite, keyBase64: string): SrtpReceiver {
  return new SrtpReceiver(deriveCiphers(suite, keyBase64));
}

/**
 * Packet indexes to try. The first packet that we see of a source may come after its first wrap; and a line that was
 * dead for more than half a round of numbers (11 min) leaves us wraps behind.
 */
function candidates(index: number, source: Source | undefined): number[] {
  if (source === undefined) return [index, index + 0x1_0000];
  if (source.failures < STALE_AFTER_FAILURES) return [index];
  return Array.from({ length: WRAPS_SOUGHT + 1 }, (_, wraps) => index + wraps * 0x1_0000);
}

function accept(sources: Map<number, Source>, ssrc: number, index: number): void {
  const source = sources.get(ssrc) ?? { window: new ReplayWindow(), failures: 0 };
  source.window.mark(index);
  source.failures = 0;
  // Taking it out and in again keeps the map in order of last use. Each time leaves rubbish; one is always in order.
  if (sources.size > 1) sources.delete(ssrc);
  sources.set(ssrc, source);
  for (const oldest of sources.keys()) {
    if (sources.size <= MAX_SOURCES) break;
    sources.delete(oldest);
  }
}

/** 00 00, source, roll-over counter, sequence number (RFC 7714 section 8.1). */
function rtpCounter(ssrc: number, index: number): Uint8Array {
  const counter = new Uint8Array(12);
  const view = new DataView(counter.buffer);
  view.setUint32(2, ssrc);
  view.setUint32(6, Math.floor(index / 0x1_0000));
  view.setUint16(10, index % 0x1_0000);
  return counter;
}

/** 00 00, source, 00 00, index (RFC 7714 section 9.1). */
function rtcpCounter(ssrc: number, index: number): Uint8Array {
  const counter = new Uint8Array(12);
  const view = new DataView(counter.buffer);
  view.setUint32(2, ssrc);
  view.setUint32(8, index);
  return counter;
}

function uint32At(bytes: Uint8Array, at: number): number {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(at);
}

function refuse(reason: SrtpRefusal): Opened {
  return { ok: false, reason };
}

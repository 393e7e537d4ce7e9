import { LoaError } from '../errors.ts';

/** Header type flags of RFC 3533 section 6. */
export const OGG_CONTINUED = 1;
export const OGG_FIRST = 2;
export const OGG_LAST = 4;

/** Granule position of a page on which no packet ends. */
export const NO_GRANULE = -1;

/** Most segments, and so most packets under 255 bytes, on one page. */
export const MAX_SEGMENTS = 255;

const HEADER_BYTES = 27;

export interface OggPage {
  flags: number;
  /** Samples at 48 kHz up to the end of the last packet that ends on this page, or NO_GRANULE. */
  granule: number;
  serial: number;
  sequence: number;
  /** Lengths of the segments; a packet goes on while they are 255. */
  lacing: Uint8Array;
  body: Uint8Array;
}

/** The bytes of a page, with its checksum. */
export function buildOggPage(page: OggPage): Uint8Array {
  const bytes = new Uint8Array(HEADER_BYTES + page.lacing.length + page.body.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, 0x4f676753);
  view.setUint8(5, page.flags);
  view.setBigInt64(6, BigInt(page.granule), true);
  view.setUint32(14, page.serial, true);
  view.setUint32(18, page.sequence, true);
  view.setUint8(26, page.lacing.length);
  bytes.set(page.lacing, HEADER_BYTES);
  bytes.set(page.body, HEADER_BYTES + page.lacing.length);
  view.setUint32(22, oggChecksum(bytes), true);
  return bytes;
}

/**
 * The page at `at` and where the next one starts; undefined when the bytes end before the page does.
 * Throws `audio.malformed` when there is no page here or its checksum differs.
 */
export function readOggPage(bytes: Uint8Array, at: number): { page: OggPage; next: number } | undefined {
  checkCapture(bytes, at);
  const segments = bytes[at + 26];
  if (segments === undefined) return undefined;
  const bodyAt = at + HEADER_BYTES + segments;
  if (bodyAt > bytes.length) return undefined;
  const lacing = bytes.subarray(at + HEADER_BYTES, bodyAt);
  const next = bodyAt + lacing.reduce((sum, length) => sum + length, 0);
  if (next > bytes.length) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset + at, HEADER_BYTES);
  if (view.getUint32(22, true) !== oggChecksum(bytes.subarray(at, next)))
    throw malformed('page checksum', at);
  const page = {
    flags: view.getUint8(5),
    granule: Number(view.getBigInt64(6, true)),
    serial: view.getUint32(14, true),
    sequence: view.getUint32(18, true),
    lacing,
    body: bytes.subarray(bodyAt, next),
  };
  return { page, next };
}

/** Segment lengths of one packet: 255 for as long as it goes on, then the rest, which may be 0. */
export function lacingOf(packetBytes: number): number[] {
  const full = Math.floor(packetBytes / 255);
  return [...Array<number>(full).fill(255), packetBytes % 255];
}

function checkCapture(bytes: Uint8Array, at: number): void {
  const capture = [0x4f, 0x67, 0x67, 0x53, 0];
  for (let i = 0; i < capture.length && at + i < bytes.length; i++) {
    if (bytes[at + i] !== capture[i]) throw malformed('no Ogg page', at);
  }
}

function malformed(reason: string, offset: number): LoaError {
  return new LoaError('audio.malformed', { reason, offset });
}

// Polynomial 0x04c11db7, not reflected, start and end value 0 (RFC 3533 section 6).
const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 24;
  for (let bit = 0; bit < 8; bit++) crc = crc & 0x80000000 ? (crc << 1) ^ 0x04c11db7 : crc << 1;
  return crc;
});

/** Checksum of a whole page, counting its own checksum field (bytes 22 to 25) as zero. */
export function oggChecksum(page: Uint8Array): number {
  let crc = 0;
  for (let i = 0; i < page.length; i++) {
    const byte = i >= 22 && i < 26 ? 0 : (page[i] as number);
    crc = (crc << 8) ^ (CRC_TABLE[((crc >>> 24) ^ byte) & 0xff] as number);
  }
  return crc >>> 0;
}

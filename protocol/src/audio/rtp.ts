/** One element of the header extension (RFC 8285 section 4.2): number 1 to 14, 1 to 16 bytes. */
export interface RtpExtension {
  id: number;
  value: Uint8Array;
}

/** An RTP packet (RFC 3550 section 5.1). */
export interface RtpPacket {
  /** 0 to 127. */
  payloadType: number;
  /** 16 bits, wraps. */
  sequence: number;
  /** 32 bits, wraps; samples at 48 kHz for Opus. */
  timestamp: number;
  ssrc: number;
  marker: boolean;
  extensions: RtpExtension[];
  payload: Uint8Array;
}

const FIXED_BYTES = 12;
const ONE_BYTE_PROFILE = 0xbede;

/** The bytes of a packet. Throws RangeError for an extension that the one-byte form cannot carry. */
export function buildRtp(packet: RtpPacket): Uint8Array {
  const extension = buildExtensions(packet.extensions);
  const bytes = new Uint8Array(FIXED_BYTES + extension.length + packet.payload.length);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 0x80 | (extension.length > 0 ? 0x10 : 0));
  view.setUint8(1, (packet.marker ? 0x80 : 0) | packet.payloadType);
  view.setUint16(2, packet.sequence);
  view.setUint32(4, packet.timestamp);
  view.setUint32(8, packet.ssrc);
  bytes.set(extension, FIXED_BYTES);
  bytes.set(packet.payload, FIXED_BYTES + extension.length);
  return bytes;
}

/** Reads a packet; undefined when the bytes are not one. Elements of unknown form are left out, not refused. */
export function parseRtp(bytes: Uint8Array): RtpPacket | undefined {
  const headerBytes = rtpHeaderBytes(bytes);
  if (headerBytes === undefined) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const hasPadding = (view.getUint8(0) & 0x20) !== 0;
  const padding = hasPadding ? view.getUint8(bytes.length - 1) : 0;
  const end = bytes.length - padding;
  if (end < headerBytes || (hasPadding && padding === 0)) return undefined;
  return {
    payloadType: view.getUint8(1) & 0x7f,
    sequence: view.getUint16(2),
    timestamp: view.getUint32(4),
    ssrc: view.getUint32(8),
    marker: (view.getUint8(1) & 0x80) !== 0,
    extensions: parseExtensions(bytes, headerBytes),
    payload: bytes.subarray(headerBytes, end),
  };
}

/** What is in the clear of a protected packet too. */
export interface RtpNumbers extends Pick<RtpPacket, 'payloadType' | 'sequence' | 'ssrc'> {
  /** Length of the header with its sources and extension. */
  headerBytes: number;
}

/** Reads the header alone; undefined when the bytes are not RTP version 2. */
export function rtpNumbers(bytes: Uint8Array): RtpNumbers | undefined {
  const headerBytes = rtpHeaderBytes(bytes);
  if (headerBytes === undefined) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [payloadType, sequence, ssrc] = [view.getUint8(1) & 0x7f, view.getUint16(2), view.getUint32(8)];
  return { payloadType, sequence, ssrc, headerBytes };
}

/** Length of the header with its sources and extension; undefined when the bytes are not RTP version 2. */
export function rtpHeaderBytes(bytes: Uint8Array): number | undefined {
  const first = bytes[0];
  if (first === undefined || bytes.length < FIXED_BYTES || first >> 6 !== 2) return undefined;
  const afterSources = FIXED_BYTES + (first & 15) * 4;
  if ((first & 0x10) === 0) return afterSources <= bytes.length ? afterSources : undefined;
  if (afterSources + 4 > bytes.length) return undefined;
  const words = ((bytes[afterSources + 2] as number) << 8) | (bytes[afterSources + 3] as number);
  const total = afterSources + 4 + words * 4;
  return total <= bytes.length ? total : undefined;
}

/** The value of extension element `id`; undefined when the packet has none. */
export function rtpExtension(packet: RtpPacket, id: number): Uint8Array | undefined {
  return packet.extensions.find((extension) => extension.id === id)?.value;
}

/** Tells RTCP from RTP on one port by the second byte (RFC 5761 section 4). */
export function isRtcp(bytes: Uint8Array): boolean {
  const type = bytes[1];
  return type !== undefined && type >= 192 && type <= 223;
}

function buildExtensions(extensions: readonly RtpExtension[]): Uint8Array {
  if (extensions.length === 0) return new Uint8Array(0);
  const used = extensions.reduce((sum, { value }) => sum + 1 + value.length, 0);
  const words = Math.ceil(used / 4);
  const bytes = new Uint8Array(4 + words * 4);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, ONE_BYTE_PROFILE);
  view.setUint16(2, words);
  let at = 4;
  for (const { id, value } of extensions) {
    if (id < 1 || id > 14 || value.length < 1 || value.length > 16)
      throw new RangeError(`RTP extension ${id}`);
    bytes[at] = (id << 4) | (value.length - 1);
    bytes.set(value, at + 1);
    at += 1 + value.length;
  }
  return bytes;
}

function parseExtensions(bytes: Uint8Array, headerBytes: number): RtpExtension[] {
  const first = bytes[0] as number;
  const start = FIXED_BYTES + (first & 15) * 4;
  const isOneByte = ((bytes[start] as number) << 8) + (bytes[start + 1] as number) === ONE_BYTE_PROFILE;
  if ((first & 0x10) === 0 || !isOneByte) return [];
  const extensions: RtpExtension[] = [];
  for (let at = start + 4; at < headerBytes;) {
    const lead = bytes[at] as number;
    const id = lead >> 4;
    const next = at + 2 + (lead & 15);
    if (id === 15) break;
    if (id === 0) {
      at += 1;
      continue;
    }
    if (next > headerBytes) break;
    extensions.push({ id, value: bytes.subarray(at + 1, next) });
    at = next;
  }
  return extensions;
}

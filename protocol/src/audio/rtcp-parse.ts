import { GENERIC_NACK, RTCP_TYPE, XR_BLOCK } from './rtcp.ts';
import type { ReferenceTimeEcho, ReportBlock, RtcpPacket, SourceDescription } from './rtcp.ts';

const BLOCK_BYTES = 24;

/**
 * Reads a compound RTCP packet, also one of reduced size (RFC 5506). Undefined when the framing is broken; a packet
 * of a known type whose content is too short makes the whole undefined too.
 */
export function parseRtcp(bytes: Uint8Array): RtcpPacket[] | undefined {
  if (bytes.length < 4) return undefined;
  const packets: RtcpPacket[] = [];
  for (let at = 0; at < bytes.length;) {
    if (at + 4 > bytes.length || (bytes[at] as number) >> 6 !== 2) return undefined;
    const length = ((((bytes[at + 2] as number) << 8) | (bytes[at + 3] as number)) + 1) * 4;
    if (at + length > bytes.length) return undefined;
    const read = parseOne(bytes.subarray(at, at + length));
    if (read === undefined) return undefined;
    packets.push(...read);
    at += length;
  }
  return packets;
}

function parseOne(bytes: Uint8Array): RtcpPacket[] | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const count = view.getUint8(0) & 31;
  const packetType = view.getUint8(1);
  switch (packetType) {
    case RTCP_TYPE.senderReport:
      return parseSenderReport(view, count);
    case RTCP_TYPE.receiverReport:
      return parseReceiverReport(view, count);
    case RTCP_TYPE.sourceDescription:
      return parseSourceDescription(view, count);
    case RTCP_TYPE.goodbye:
      return parseGoodbye(view, count);
    case RTCP_TYPE.transportFeedback:
      return count === GENERIC_NACK ? parseNack(view) : [{ type: 'other', packetType }];
    case RTCP_TYPE.extendedReport:
      return parseExtendedReport(view);
    default:
      return [{ type: 'other', packetType }];
  }
}

function parseSenderReport(view: DataView, count: number): RtcpPacket[] | undefined {
  const blocks = parseBlocks(view, 28, count);
  if (blocks === undefined) return undefined;
  return [
    {
      type: 'sender-report',
      ssrc: view.getUint32(4),
      ntpSeconds: view.getUint32(8),
      ntpFraction: view.getUint32(12),
      rtpTimestamp: view.getUint32(16),
      packetCount: view.getUint32(20),
      octetCount: view.getUint32(24),
      blocks,
    },
  ];
}

function parseReceiverReport(view: DataView, count: number): RtcpPacket[] | undefined {
  const blocks = parseBlocks(view, 8, count);
  return blocks && [{ type: 'receiver-report', ssrc: view.getUint32(4), blocks }];
}

function parseBlocks(view: DataView, from: number, count: number): ReportBlock[] | undefined {
  if (from + count * BLOCK_BYTES > view.byteLength) return undefined;
  return Array.from({ length: count }, (_, i) => parseBlock(view, from + i * BLOCK_BYTES));
}

function parseBlock(view: DataView, at: number): ReportBlock {
  return {
    ssrc: view.getUint32(at),
    fractionLost: view.getUint8(at + 4),
    cumulativeLost: (view.getInt32(at + 4) << 8) >> 8,
    highestSequence: view.getUint32(at + 8),
    jitter: view.getUint32(at + 12),
    lastSenderReport: view.getUint32(at + 16),
    delaySinceLastSenderReport: view.getUint32(at + 20),
  };
}

function parseSourceDescription(view: DataView, count: number): RtcpPacket[] | undefined {
  const chunks: SourceDescription['chunks'] = [];
  let at = 4;
  for (let i = 0; i < count; i++) {
    const chunk = parseChunk(view, at);
    if (chunk === undefined) return undefined;
    chunks.push({ ssrc: chunk.ssrc, cname: chunk.cname });
    at = chunk.next;
  }
  return [{ type: 'source-description', chunks }];
}

function parseChunk(view: DataView, from: number): { ssrc: number; cname: string; next: number } | undefined {
  if (from + 4 > view.byteLength) return undefined;
  const ssrc = view.getUint32(from);
  let cname = '';
  let at = from + 4;
  while (at < view.byteLength && view.getUint8(at) !== 0) {
    if (at + 2 > view.byteLength) return undefined;
    const length = view.getUint8(at + 1);
    if (at + 2 + length > view.byteLength) return undefined;
    const text = new Uint8Array(view.buffer, view.byteOffset + at + 2, length);
    if (view.getUint8(at) === 1) cname = new TextDecoder().decode(text);
    at += 2 + length;
  }
  return { ssrc, cname, next: (Math.floor(at / 4) + 1) * 4 };
}

function parseGoodbye(view: DataView, count: number): RtcpPacket[] | undefined {
  if (4 + count * 4 > view.byteLength) return undefined;
  return [{ type: 'goodbye', ssrcs: Array.from({ length: count }, (_, i) => view.getUint32(4 + i * 4)) }];
}

function parseNack(view: DataView): RtcpPacket[] | undefined {
  if (view.byteLength < 12) return undefined;
  const sequences: number[] = [];
  for (let at = 12; at + 4 <= view.byteLength; at += 4) {
    const first = view.getUint16(at);
    const following = view.getUint16(at + 2);
    sequences.push(first);
    for (let bit = 0; bit < 16; bit++) if ((following >> bit) & 1) sequences.push((first + bit + 1) & 0xffff);
  }
  return [{ type: 'nack', senderSsrc: view.getUint32(4), mediaSsrc: view.getUint32(8), sequences }];
}

function parseExtendedReport(view: DataView): RtcpPacket[] | undefined {
  if (view.byteLength < 8) return undefined;
  const ssrc = view.getUint32(4);
  const packets: RtcpPacket[] = [];
  for (let at = 8; at + 4 <= view.byteLength;) {
    const length = (view.getUint16(at + 2) + 1) * 4;
    if (at + length > view.byteLength) return undefined;
    const block = view.getUint8(at);
    if (block === XR_BLOCK.referenceTime && length === 12) {
      const ntp = { ntpSeconds: view.getUint32(at + 4), ntpFraction: view.getUint32(at + 8) };
      packets.push({ type: 'reference-time', ssrc, ...ntp });
    }
    if (block === XR_BLOCK.referenceTimeEcho) packets.push(parseEcho(view, at, length, ssrc));
    at += length;
  }
  return packets;
}

function parseEcho(view: DataView, at: number, length: number, ssrc: number): ReferenceTimeEcho {
  const echoes = Array.from({ length: Math.floor((length - 4) / 12) }, (_, i) => ({
    ssrc: view.getUint32(at + 4 + i * 12),
    lastReferenceTime: view.getUint32(at + 8 + i * 12),
    delaySinceLast: view.getUint32(at + 12 + i * 12),
  }));
  return { type: 'reference-time-echo', ssrc, echoes };
}

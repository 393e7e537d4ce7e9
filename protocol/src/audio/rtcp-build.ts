import { concat } from './bytes.ts';
import { GENERIC_NACK, RTCP_TYPE, XR_BLOCK } from './rtcp.ts';
import type { Nack, ReportBlock, RtcpPacket, SenderReport, SourceDescription } from './rtcp.ts';

/** Most report blocks in one report (five bits count them). */
const MAX_BLOCKS = 31;

/** The bytes of a compound packet, in the order given. A packet of type `other` cannot be built and is left out. */
export function buildRtcp(packets: readonly RtcpPacket[]): Uint8Array {
  return concat(packets.map(buildOne));
}

function buildOne(packet: RtcpPacket): Uint8Array {
  switch (packet.type) {
    case 'sender-report':
      return withHeader(RTCP_TYPE.senderReport, packet.blocks.length, senderReportBody(packet));
    case 'receiver-report':
      return withHeader(RTCP_TYPE.receiverReport, packet.blocks.length, [
        packet.ssrc,
        ...blockWords(packet.blocks),
      ]);
    case 'source-description':
      return buildSourceDescription(packet);
    case 'goodbye':
      return withHeader(RTCP_TYPE.goodbye, packet.ssrcs.length, packet.ssrcs);
    case 'nack':
      return withHeader(RTCP_TYPE.transportFeedback, GENERIC_NACK, nackBody(packet));
    case 'reference-time': {
      const block = [(XR_BLOCK.referenceTime << 24) | 2, packet.ntpSeconds, packet.ntpFraction];
      return withHeader(RTCP_TYPE.extendedReport, 0, [packet.ssrc, ...block]);
    }
    case 'reference-time-echo': {
      const echoes = packet.echoes.flatMap((echo) => [
        echo.ssrc,
        echo.lastReferenceTime,
        echo.delaySinceLast,
      ]);
      const lead = (XR_BLOCK.referenceTimeEcho << 24) | (packet.echoes.length * 3);
      return withHeader(RTCP_TYPE.extendedReport, 0, [packet.ssrc, lead, ...echoes]);
    }
    case 'other':
      return new Uint8Array(0);
  }
}

function senderReportBody(report: SenderReport): number[] {
  const { ssrc, ntpSeconds, ntpFraction, rtpTimestamp, packetCount, octetCount, blocks } = report;
  return [ssrc, ntpSeconds, ntpFraction, rtpTimestamp, packetCount, octetCount, ...blockWords(blocks)];
}

function blockWords(blocks: readonly ReportBlock[]): number[] {
  if (blocks.length > MAX_BLOCKS) throw new RangeError(`${blocks.length} report blocks`);
  return blocks.flatMap((block) => [
    block.ssrc,
    (block.fractionLost << 24) | (block.cumulativeLost & 0xff_ffff),
    block.highestSequence,
    block.jitter,
    block.lastSenderReport,
    block.delaySinceLastSenderReport,
  ]);
}

function buildSourceDescription(packet: SourceDescription): Uint8Array {
  const chunks = packet.chunks.map(({ ssrc, cname }) => {
    const name = new TextEncoder().encode(cname).subarray(0, 255);
    // At least one zero byte ends the items, then the chunk is filled to a whole word.
    const chunk = new Uint8Array((Math.floor((6 + name.length) / 4) + 1) * 4);
    new DataView(chunk.buffer).setUint32(0, ssrc);
    chunk.set([1, name.length], 4);
    chunk.set(name, 6);
    return chunk;
  });
  const body = concat(chunks);
  const view = new DataView(body.buffer);
  const words = Array.from({ length: body.length / 4 }, (_, i) => view.getUint32(i * 4));
  return withHeader(RTCP_TYPE.sourceDescription, packet.chunks.length, words);
}

/** Packs sequence numbers, oldest first, into pairs of a first number and a mask of the sixteen that follow it. */
function nackBody(nack: Nack): number[] {
  const words: number[] = [nack.senderSsrc, nack.mediaSsrc];
  const left = [...nack.sequences];
  for (let first = left.shift(); first !== undefined; first = left.shift()) {
    let following = 0;
    for (let ahead = aheadOf(first, left[0]); ahead >= 1 && ahead <= 16; ahead = aheadOf(first, left[0])) {
      following |= 1 << (ahead - 1);
      left.shift();
    }
    words.push((first << 16) | following);
  }
  return words;
}

function aheadOf(first: number, sequence: number | undefined): number {
  return sequence === undefined ? 0 : (sequence - first) & 0xffff;
}

function withHeader(type: number, count: number, words: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(4 + words.length * 4);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 0x80 | count);
  view.setUint8(1, type);
  view.setUint16(2, words.length);
  words.forEach((word, i) => view.setUint32(4 + i * 4, word));
  return bytes;
}

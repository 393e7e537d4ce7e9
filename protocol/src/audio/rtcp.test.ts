import { describe, expect, it } from 'vitest';
import { buildRtcp } from './rtcp-build.ts';
import { parseRtcp } from './rtcp-parse.ts';
import type { ReportBlock, RtcpPacket } from './rtcp.ts';

const block: ReportBlock = {
  ssrc: 0xcafe_babe,
  fractionLost: 25,
  cumulativeLost: -3,
  highestSequence: 0x0001_0004,
  jitter: 77,
  lastSenderReport: 0x8000_0001,
  delaySinceLastSenderReport: 65_536,
};

const all: RtcpPacket[] = [
  {
    type: 'sender-report',
    ssrc: 1,
    ntpSeconds: 0xe000_0000,
    ntpFraction: 5,
    rtpTimestamp: 0xffff_ffff,
    packetCount: 9,
    octetCount: 900,
    blocks: [block],
  },
  { type: 'receiver-report', ssrc: 2, blocks: [block, { ...block, cumulativeLost: 5 }] },
  {
    type: 'source-description',
    chunks: [
      { ssrc: 2, cname: 'cụm-loa-7' },
      { ssrc: 3, cname: 'ab' },
    ],
  },
  { type: 'nack', senderSsrc: 2, mediaSsrc: 1, sequences: [65_534, 65_535, 0, 14, 15, 16, 400] },
  { type: 'reference-time', ssrc: 2, ntpSeconds: 10, ntpFraction: 11 },
  {
    type: 'reference-time-echo',
    ssrc: 1,
    echoes: [{ ssrc: 2, lastReferenceTime: 0xffff_0000, delaySinceLast: 12 }],
  },
  { type: 'goodbye', ssrcs: [2, 3] },
];

describe('RTCP', () => {
  it('is read as it was built, all kinds in one compound packet', () => {
    expect(parseRtcp(buildRtcp(all))).toEqual(all);
  });

  it('packs seventeen neighbouring asks into one word', () => {
    const sequences = Array.from({ length: 17 }, (_, i) => 100 + i);
    expect(buildRtcp([{ type: 'nack', senderSsrc: 1, mediaSsrc: 2, sequences }]).length).toBe(16);
  });

  it('passes over types that nobody knows', () => {
    const other = Uint8Array.of(0x80, 206, 0, 1, 0, 0, 0, 0);
    expect(parseRtcp(other)).toEqual([{ type: 'other', packetType: 206 }]);
  });

  it('cut off anywhere inside a packet is refused', () => {
    for (const packet of all) {
      const bytes = buildRtcp([packet]);
      for (let end = 1; end < bytes.length; end++) expect(parseRtcp(bytes.subarray(0, end))).toBeUndefined();
    }
  });

  it('with a length field that lies is refused or read, never a fault', () => {
    const bytes = buildRtcp(all);
    for (let at = 0; at < bytes.length; at++) {
      for (const value of [0, 1, 0x7f, 0xff]) {
        const changed = bytes.slice();
        changed[at] = value;
        parseRtcp(changed);
        parseRtcp(changed.subarray(0, at));
      }
    }
  });
});

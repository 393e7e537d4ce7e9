import { describe, expect, it } from 'vitest';
import {
  ABS_CAPTURE_TIME_ID,
  readAbsCaptureTime,
  readCaptureClockOffset,
  writeAbsCaptureTime,
} from './capture-time.ts';
import { compactNtp, compactToMs, msToCompact, ntpToUnixMs, unixMsToNtp } from './ntp.ts';
import { buildRtp, isRtcp, parseRtp, rtpExtension, rtpHeaderBytes, type RtpPacket } from './rtp.ts';
import { isLaterSequence, unwrapSequence, unwrapTimestamp, wrapSequence, wrapTimestamp } from './sequence.ts';

const packet: RtpPacket = {
  payloadType: 100,
  sequence: 0xfffe,
  timestamp: 0xffff_ff00,
  ssrc: 0xdead_beef,
  marker: true,
  extensions: [
    { id: 1, value: Uint8Array.of(0x30) },
    { id: ABS_CAPTURE_TIME_ID, value: writeAbsCaptureTime(1_790_000_000_123.25) },
  ],
  payload: Uint8Array.of(1, 2, 3, 4, 5),
};

describe('an RTP packet', () => {
  it('is read as it was built', () => {
    expect(parseRtp(buildRtp(packet))).toEqual(packet);
    expect(parseRtp(buildRtp({ ...packet, extensions: [] }))).toEqual({ ...packet, extensions: [] });
  });

  it('carries its capture time to a thousandth of a millisecond', () => {
    const value = rtpExtension(parseRtp(buildRtp(packet)) as RtpPacket, ABS_CAPTURE_TIME_ID) as Uint8Array;
    expect(readAbsCaptureTime(value)).toBeCloseTo(1_790_000_000_123.25, 3);
    expect(readCaptureClockOffset(value)).toBeUndefined();
    expect(readAbsCaptureTime(value.subarray(0, 7))).toBeUndefined();
  });

  it('is read as mediasoup sends it, with a padded MID before the capture time', () => {
    const hex = '90647809000000002b4b1628bede0005103000000000000000d701020304050607080000fcfc';
    const read = parseRtp(Uint8Array.from(Buffer.from(hex, 'hex')));
    expect(read?.extensions.map(({ id, value }) => [id, value.length])).toEqual([
      [1, 1],
      [13, 8],
    ]);
    expect(read?.payload).toEqual(Uint8Array.of(0xfc, 0xfc));
  });

  it('has its padding removed', () => {
    const padded = Uint8Array.of(...buildRtp({ ...packet, extensions: [] }), 0, 0, 3);
    padded[0] = (padded[0] as number) | 0x20;
    expect(parseRtp(padded)?.payload).toEqual(packet.payload);
  });

  it('cut off anywhere in its header is refused, never a fault', () => {
    const bytes = buildRtp(packet);
    const header = rtpHeaderBytes(bytes) as number;
    for (let end = 0; end < header; end++) expect(parseRtp(bytes.subarray(0, end))).toBeUndefined();
    expect(parseRtp(bytes.subarray(0, header))?.payload.length).toBe(0);
  });

  it('of random bytes never throws', () => {
    let state = 3;
    const random = (): number => (state = (state * 1_103_515_245 + 12_345) & 0x7fff_ffff) >> 8;
    for (let i = 0; i < 50_000; i++) {
      const bytes = Uint8Array.from({ length: random() % 60 }, () => random() & 0xff);
      if (bytes.length > 0) bytes[0] = 0x80 | ((bytes[0] as number) & 0x3f);
      parseRtp(bytes);
    }
  });

  it('is told from RTCP by its second byte', () => {
    expect(isRtcp(Uint8Array.of(0x81, 201))).toBe(true);
    expect(isRtcp(buildRtp(packet))).toBe(false);
    expect(isRtcp(new Uint8Array(0))).toBe(false);
  });
});

describe('numbers that wrap', () => {
  it('go on across the wrap in both directions', () => {
    expect(unwrapSequence(2, 65_534)).toBe(65_538);
    expect(unwrapSequence(65_534, 65_538)).toBe(65_534);
    expect(unwrapTimestamp(100, 0xffff_ff00)).toBe(0x1_0000_0064);
    expect(wrapSequence(65_538)).toBe(2);
    expect(wrapSequence(-1)).toBe(65_535);
    expect(wrapTimestamp(0x1_0000_0064)).toBe(100);
  });

  it('compare across the wrap', () => {
    expect(isLaterSequence(1, 65_535)).toBe(true);
    expect(isLaterSequence(65_535, 1)).toBe(false);
    expect(isLaterSequence(5, 5)).toBe(false);
  });
});

describe('NTP time', () => {
  it('is the same moment there and back, also after its era ends in 2036', () => {
    for (const at of [
      0,
      1_790_000_000_123,
      Date.UTC(2036, 1, 7, 6, 28, 15),
      Date.UTC(2036, 1, 7, 6, 28, 17),
      Date.UTC(2050, 0, 1),
    ]) {
      expect(ntpToUnixMs(unixMsToNtp(at))).toBeCloseTo(at, 3);
    }
  });

  it('in its short form measures differences in 1/65,536 s', () => {
    const sent = compactNtp(unixMsToNtp(1_790_000_000_000));
    const back = compactNtp(unixMsToNtp(1_790_000_000_250));
    expect(compactToMs(back - sent)).toBeCloseTo(250, 1);
    expect(msToCompact(1_000)).toBe(65_536);
    expect(msToCompact(-3)).toBe(0);
  });
});

import { compactNtp, parseRtcp, unixMsToNtp, type RtcpPacket } from '@loa/protocol';
import { describe, expect, it } from 'vitest';
import { RoundTrip } from './round-trip.ts';
import { RtcpReporter } from './rtcp-reporter.ts';

function reporter(): { reporter: RtcpReporter; roundTrip: RoundTrip } {
  const roundTrip = new RoundTrip();
  return { roundTrip, reporter: new RtcpReporter({ ssrc: 7, cname: 'cluster-7', roundTrip }) };
}

function reportsAt(rtcp: RtcpReporter, untilMono: number, from = 0): number[] {
  const moments: number[] = [];
  for (let now = from; now < untilMono; now += 10) if (rtcp.take(now, () => [])) moments.push(now);
  return moments;
}

describe('receiver reports', () => {
  it('knock every 200 ms until something answers, then come every 5 s', () => {
    const { reporter: rtcp } = reporter();
    rtcp.knock(0);
    expect(reportsAt(rtcp, 900)).toEqual([0, 200, 400, 600, 800]);
    rtcp.noteAnswer();
    expect(reportsAt(rtcp, 12_000, 900)).toEqual([1_000, 6_000, 11_000]);
  });

  it('stop knocking after 5 s, because an idle server never answers', () => {
    const { reporter: rtcp } = reporter();
    rtcp.knock(0);
    expect(reportsAt(rtcp, 60_000).length).toBe(26 + 10);
  });

  it('come every second while a stream is expected, with name and reference time', () => {
    const { reporter: rtcp } = reporter();
    rtcp.setReceiving(true);
    rtcp.knock(0);
    rtcp.noteAnswer();
    expect(reportsAt(rtcp, 3_500)).toEqual([0, 1_000, 2_000, 3_000]);
    const packets = parseRtcp(rtcp.take(4_000, () => []) as Uint8Array) as RtcpPacket[];
    expect(packets.map(({ type }) => type)).toEqual([
      'receiver-report',
      'source-description',
      'reference-time',
    ]);
  });

  it('measure the round trip by the echo of the reference time', () => {
    const { reporter: rtcp, roundTrip } = reporter();
    const lastReferenceTime = compactNtp(unixMsToNtp(10_000));
    const echo = { ssrc: 7, lastReferenceTime, delaySinceLast: 65_536 };
    rtcp.onRtcp([{ type: 'reference-time-echo', ssrc: 1, echoes: [echo] }], 11_080);
    expect(roundTrip.ms).toBeCloseTo(80, 0);
  });
});

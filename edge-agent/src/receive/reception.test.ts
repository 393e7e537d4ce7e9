import { describe, expect, it } from 'vitest';
import { Reception } from './reception.ts';

describe('the numbers of a stream', () => {
  it('grow across the wrap and tell newer from older', () => {
    const reception = new Reception(1);
    const orders = [65_534, 0, 65_535, 1].map((sequence) => reception.take(sequence));
    expect(orders.map(({ order }) => order)).toEqual(['first', 'newest', 'older', 'newest']);
    expect(orders.map(({ extended }) => extended)).toEqual([65_534, 65_536, 65_535, 65_537]);
  });

  it('report the share of packets that were lost since the last report', () => {
    const reception = new Reception(9);
    for (let i = 0; i < 100; i++) if (i % 4 !== 1) reception.take(i);
    expect(reception.block(0)).toMatchObject({
      ssrc: 9,
      fractionLost: 64,
      cumulativeLost: 25,
      highestSequence: 99,
    });
    for (let i = 100; i < 200; i++) reception.take(i);
    expect(reception.block(0)).toMatchObject({ fractionLost: 0, cumulativeLost: 25 });
  });

  it('report how long ago the sender spoke', () => {
    const reception = new Reception(9);
    expect(reception.block(0)).toBeUndefined();
    reception.take(1);
    expect(reception.block(0)).toMatchObject({ lastSenderReport: 0, delaySinceLastSenderReport: 0 });
    const report = {
      ntpSeconds: 0x1234,
      ntpFraction: 0x5678_0000,
      rtpTimestamp: 0,
      packetCount: 1,
      octetCount: 1,
    };
    reception.noteSenderReport({ type: 'sender-report', ssrc: 9, blocks: [], ...report }, 1_000);
    expect(reception.block(1_500)).toMatchObject({
      lastSenderReport: 0x1234_5678,
      delaySinceLastSenderReport: 32_768,
    });
  });

  it('do not follow a single packet from far away, but two that agree', () => {
    const reception = new Reception(1);
    reception.take(100);
    expect(reception.take(40_000).order).toBe('doubtful');
    expect(reception.take(101).order).toBe('newest');
    expect(reception.take(20_000).order).toBe('doubtful');
    const { order, extended } = reception.take(20_001);
    expect(order).toBe('restarted');
    expect(extended).toBeGreaterThan(101);
    expect(extended % 65_536).toBe(20_001);
  });

  it('hold no jitter while packets come at their pace, and some when they do not', () => {
    const even = new Reception(1);
    const uneven = new Reception(1);
    for (let i = 0; i < 500; i++) {
      even.noteArrival(i * 960, 5_000 + i * 20);
      uneven.noteArrival(i * 960, 5_000 + i * 20 + (i % 2) * 10);
    }
    expect(even.jitterMs).toBeLessThan(0.1);
    expect(uneven.jitterMs).toBeCloseTo(10, 0);
  });
});

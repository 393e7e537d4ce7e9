import { describe, expect, it } from 'vitest';
import { JitterBuffer, type BufferedPacket } from './jitter-buffer.ts';

const packet = (sequence: number): BufferedPacket => ({
  ssrc: 7,
  sequence,
  position: sequence * 960,
  samples: 960,
  segment: 1,
  captureAt: undefined,
  payload: new Uint8Array(1),
});

describe('the jitter buffer', () => {
  it('gives packets in the order in which they were sent', () => {
    const buffer = new JitterBuffer();
    for (const sequence of [3, 1, 4, 2, 0]) buffer.put(packet(sequence));
    expect(Array.from({ length: 5 }, () => buffer.takeFirst()?.sequence)).toEqual([0, 1, 2, 3, 4]);
    expect(buffer.takeFirst()).toBeUndefined();
  });

  it('keeps one of two that are the same', () => {
    const buffer = new JitterBuffer();
    expect(buffer.put(packet(1))).toBe('stored');
    expect(buffer.put(packet(1))).toBe('duplicate');
    expect(buffer.size).toBe(1);
  });

  it('lets the oldest go when nobody takes any', () => {
    const buffer = new JitterBuffer(3);
    expect([1, 2, 3, 4].map((sequence) => buffer.put(packet(sequence)))).toEqual([
      'stored',
      'stored',
      'stored',
      'overflowed',
    ]);
    expect(buffer.first()?.sequence).toBe(2);
    expect(buffer.last()?.sequence).toBe(4);
  });
});

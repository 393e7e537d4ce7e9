import { describe, expect, it } from 'vitest';
import { carriesFec, opusPacketSamples } from './opus-packet.ts';

const toc = (config: number, code: number): number => (config << 3) | code;

describe('the length of an Opus packet', () => {
  it.each([
    [0, 10],
    [1, 20],
    [3, 60],
    [11, 60],
    [12, 10],
    [15, 20],
    [16, 2.5],
    [17, 5],
    [31, 20],
  ])('of configuration %i is %d ms a frame', (config, ms) => {
    expect(opusPacketSamples(Uint8Array.of(toc(config, 0), 1))).toBe(ms * 48);
  });

  it('counts two frames for codes 1 and 2 and as many as are told for code 3', () => {
    expect(opusPacketSamples(Uint8Array.of(toc(1, 1), 0))).toBe(1920);
    expect(opusPacketSamples(Uint8Array.of(toc(1, 2), 0))).toBe(1920);
    expect(opusPacketSamples(Uint8Array.of(toc(1, 3), 5))).toBe(4800);
  });

  it('is unknown for no bytes, for no frames and for more than 120 ms', () => {
    expect(opusPacketSamples(new Uint8Array(0))).toBeUndefined();
    expect(opusPacketSamples(Uint8Array.of(toc(1, 3), 0))).toBeUndefined();
    expect(opusPacketSamples(Uint8Array.of(toc(1, 3)))).toBeUndefined();
    expect(opusPacketSamples(Uint8Array.of(toc(3, 3), 3))).toBeUndefined();
  });
});

describe('the flag of in-band FEC', () => {
  it('is the second bit of a 20 ms frame of speech', () => {
    expect(carriesFec(Uint8Array.of(toc(1, 0), 0x40))).toBe(true);
    expect(carriesFec(Uint8Array.of(toc(1, 0), 0x80))).toBe(false);
  });

  it('is never there in CELT, in stereo and in an empty packet', () => {
    expect(carriesFec(Uint8Array.of(toc(31, 0), 0xff))).toBe(false);
    expect(carriesFec(Uint8Array.of(toc(1, 0) | 4, 0xff))).toBe(false);
    expect(carriesFec(new Uint8Array(0))).toBe(false);
  });
});

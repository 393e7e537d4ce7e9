import { describe, expect, it } from 'vitest';
import { LoaError } from '../errors.ts';
import { concat } from './bytes.ts';
import { encodeWav, readWav } from './wav.ts';

const audio = { sampleRateHz: 16_000, channels: 2, samples: Int16Array.of(1, -2, 32_767, -32_768) };

describe('a WAV file', () => {
  it('gives back what was written', () => {
    expect(readWav(encodeWav(audio))).toEqual(audio);
  });

  it('is read to its end when a streaming writer left the length open', () => {
    const bytes = encodeWav(audio);
    new DataView(bytes.buffer).setUint32(40, 0xffff_ffff, true);
    expect(readWav(bytes).samples).toEqual(audio.samples);
  });

  it('is read past chunks that nobody knows', () => {
    const bytes = encodeWav(audio);
    const list = Uint8Array.from([...'LIST'].map((c) => c.charCodeAt(0)).concat([3, 0, 0, 0, 1, 2, 3, 0]));
    expect(readWav(concat([bytes.subarray(0, 36), list, bytes.subarray(36)])).samples).toEqual(audio.samples);
  });

  it('is refused when it is something else or breaks off before the audio', () => {
    const bytes = encodeWav(audio);
    for (const end of [0, 8, 12, 30, 40]) expect(() => readWav(bytes.subarray(0, end))).toThrow(LoaError);
    expect(() => readWav(new TextEncoder().encode('OggS and more bytes'))).toThrow(LoaError);
  });
});

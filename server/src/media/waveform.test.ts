import { describe, expect, it } from 'vitest';
import { Waveform } from './waveform.ts';

function pcm(samples: number[]): Uint8Array {
  return new Uint8Array(Int16Array.from(samples).buffer);
}

describe('the waveform', () => {
  it('has the loudest sample of each stretch, up or down', () => {
    const waveform = new Waveform();
    const frame = (peak: number): number[] =>
      Array.from({ length: 960 }, (_, index) => (index === 5 ? peak : 0));
    waveform.push(pcm([...frame(16_384), ...frame(-32_768), ...frame(0), ...frame(8_192)]));
    expect(waveform.peaks()).toEqual([0.5, 1, 0, 0.25]);
    expect(waveform.peaks(2)).toEqual([1, 0.25]);
    expect(waveform.durationMs).toBe(80);
  });

  it('is the same whatever the pieces that the sound comes in', () => {
    const samples = Array.from({ length: 5000 }, (_, index) => Math.round(20_000 * Math.sin(index / 7)));
    const inOne = new Waveform();
    inOne.push(pcm(samples));
    const inPieces = new Waveform();
    const bytes = pcm(samples);
    for (let at = 0; at < bytes.length; at += 333) inPieces.push(bytes.subarray(at, at + 333));
    expect(inPieces.peaks()).toEqual(inOne.peaks());
    expect(inPieces.durationMs).toBe(inOne.durationMs);
  });

  it('keeps to 1,000 stretches for two minutes', () => {
    const waveform = new Waveform();
    const second = pcm(Array.from({ length: 48_000 }, () => 100));
    for (let count = 0; count < 120; count += 1) waveform.push(second);
    expect(waveform.peaks()).toHaveLength(1000);
  });
});

import { describe, expect, it } from 'vitest';
import { FRAME_MS, FRAME_SAMPLES, measureLevel } from '@loa/protocol';
import { CHIME_MS, chimeFrames } from './chime.ts';
import { joined } from './testing/speech.ts';

describe("the station's chime", () => {
  const frames = chimeFrames();
  const pcm = joined(frames);

  it('lasts 1.2 s in whole frames', () => {
    expect(frames).toHaveLength(CHIME_MS / FRAME_MS);
    expect(frames.every((frame) => frame.length === FRAME_SAMPLES)).toBe(true);
  });

  it('sounds at -18 dBFS and leaves room for the limiter', () => {
    const { rmsDbfs, peakDbfs } = measureLevel(pcm);
    expect(rmsDbfs).toBeCloseTo(-18, 1);
    expect(peakDbfs).toBeLessThan(-3);
  });

  it('begins and ends without a click', () => {
    expect(Math.abs(pcm[1] as number)).toBeLessThan(300);
    expect(Math.abs(pcm.at(-1) as number)).toBeLessThan(30);
  });

  it('has three strokes, each louder than the moment before it', () => {
    const level = (ms: number) => measureLevel(pcm.subarray(ms * 48, (ms + 30) * 48)).rmsDbfs;
    expect(level(325)).toBeGreaterThan(level(285) + 2);
    expect(level(645)).toBeGreaterThan(level(605) + 2);
  });
});

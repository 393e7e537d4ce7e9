import { describe, expect, it } from 'vitest';
import { FLOOR_DBFS, isSilent, measureLevel } from './levels.ts';

const sine = (amplitude: number): Int16Array =>
  Int16Array.from({ length: 4_800 }, (_, i) => amplitude * Math.sin((i * 2 * Math.PI) / 48));

describe('the level of PCM', () => {
  it('of a sine at half of full scale is -9 dBFS, its peak -6', () => {
    const level = measureLevel(sine(16_384));
    expect(level.rmsDbfs).toBeCloseTo(-9.03, 1);
    expect(level.peakDbfs).toBeCloseTo(-6.02, 1);
  });

  it('of nothing is the floor, never minus infinity', () => {
    expect(measureLevel(new Int16Array(960))).toEqual({ rmsDbfs: FLOOR_DBFS, peakDbfs: FLOOR_DBFS });
    expect(measureLevel(new Int16Array(0)).rmsDbfs).toBe(FLOOR_DBFS);
  });

  it('tells a whisper from silence', () => {
    expect(isSilent(sine(100))).toBe(false);
    expect(isSilent(sine(10))).toBe(true);
  });
});

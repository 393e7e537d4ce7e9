import { describe, expect, it } from 'vitest';
import { highBandLevels } from './high-band.ts';

const RATE = 48_000;
const sine = (hertz: number, amplitude: number) =>
  Int16Array.from({ length: RATE }, (_, i) =>
    Math.round(amplitude * Math.sin((2 * Math.PI * hertz * i) / RATE)),
  );
const highest = (samples: Int16Array) => Math.max(...highBandLevels({ samples, sampleRateHz: RATE }, 15_000));

describe('the level above 15 kHz', () => {
  it('of a loud low tone is that of its rounding', () => {
    expect(highest(sine(440, 12_000))).toBeLessThan(-100);
  });

  it('of a tone up there is its own', () => {
    expect(highest(sine(18_000, 3_277))).toBeCloseTo(-23, 0);
  });

  it('shows a dropped sample, and a step of a hundredth of full scale', () => {
    const tone = sine(440, 12_000);
    const dropped = Int16Array.from([...tone.subarray(0, 24_003), ...tone.subarray(24_004)]);
    expect(highest(dropped)).toBeGreaterThan(-75);
    expect(highest(tone.map((sample, i) => (i < 24_000 ? sample : sample + 328)))).toBeGreaterThan(-75);
  });
});

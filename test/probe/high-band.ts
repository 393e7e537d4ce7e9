import { transform } from './fft.ts';
import { amplitudesOf, type Sound } from './sound.ts';

/** Length of one window, samples: 10.7 ms at 48 kHz. Half of a window lies between two. */
const WINDOW = 512;
export const STEP = WINDOW / 2;
const FULL_SCALE_DB = 20 * Math.log10(32_768);

/** The four terms of Blackman and Harris: what is loud and low leaks up by less than -92 dB. */
const SHAPE = Float64Array.from({ length: WINDOW }, (_, i) => {
  const turn = (2 * Math.PI * i) / WINDOW;
  return 0.35875 - 0.48829 * Math.cos(turn) + 0.14128 * Math.cos(2 * turn) - 0.01168 * Math.cos(3 * turn);
});
const SHAPE_ENERGY = SHAPE.reduce((sum, value) => sum + value * value, 0);

/**
 * Level of what lies above `fromHz`, dBFS (RMS), window by window of 10.7 ms, every 5.3 ms. Speech has nothing up there;
 * a click, which an ear may not find yet, has.
 */
export function highBandLevels(sound: Sound, fromHz: number): number[] {
  const samples = amplitudesOf(sound);
  const lowest = Math.ceil((fromHz / sound.sampleRateHz) * WINDOW);
  const levels: number[] = [];
  for (let start = 0; start + WINDOW <= samples.length; start += STEP) {
    const re = SHAPE.map((value, i) => value * (samples[start + i] as number));
    levels.push(10 * Math.log10(Math.max(1e-5, energyAbove(re, lowest))) - FULL_SCALE_DB);
  }
  return levels;
}

function energyAbove(re: Float64Array, lowest: number): number {
  const im = new Float64Array(WINDOW);
  transform({ re, im });
  let sum = 0;
  for (let k = lowest; k < WINDOW / 2; k += 1) sum += (re[k] as number) ** 2 + (im[k] as number) ** 2;
  return (2 * sum) / (WINDOW * SHAPE_ENERGY);
}

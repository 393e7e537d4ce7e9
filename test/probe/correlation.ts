import { powerOfTwo, transform, transformBack } from './fft.ts';

/**
 * Cross-correlation over all lags by FFT: `valueAt(lag)` is Σ played[n + lag] · reference[n];
 * lags run from 1 − reference.length to played.length − 1.
 */
export function correlate(
  reference: Float64Array,
  played: Float64Array,
): { valueAt: (lag: number) => number } {
  const size = powerOfTwo(reference.length + played.length);
  // Two real signals share one transform: `played` is the real part, `reference` the imaginary one.
  const both = { re: new Float64Array(size), im: new Float64Array(size) };
  both.re.set(played);
  both.im.set(reference);
  transform(both);
  const product = { re: new Float64Array(size), im: new Float64Array(size) };
  for (let k = 0; k < size; k++) {
    const mirror = (size - k) % size;
    const playedRe = ((both.re[k] as number) + (both.re[mirror] as number)) / 2;
    const playedIm = ((both.im[k] as number) - (both.im[mirror] as number)) / 2;
    const referenceRe = ((both.im[k] as number) + (both.im[mirror] as number)) / 2;
    const referenceIm = ((both.re[mirror] as number) - (both.re[k] as number)) / 2;
    product.re[k] = playedRe * referenceRe + playedIm * referenceIm;
    product.im[k] = playedIm * referenceRe - playedRe * referenceIm;
  }
  transformBack(product);
  return { valueAt: (lag) => product.re[(lag + size) % size] as number };
}

export interface Peak {
  /** Whole samples by which `played` lags `reference`; negative when it leads. */
  lag: number;
  /** The same with the fraction of a sample, by a parabola through the peak. */
  exactLag: number;
  /** Correlation at the peak; negative when the sound is turned over. */
  value: number;
}

/** The strongest correlation, of either sign, with a lag from `first` to `last`. */
export function strongestPeak(valueAt: (lag: number) => number, first: number, last: number): Peak {
  let lag = first;
  for (let k = first + 1; k <= last; k++) if (Math.abs(valueAt(k)) > Math.abs(valueAt(lag))) lag = k;
  const value = valueAt(lag);
  const isInside = lag > first && lag < last;
  return { lag, value, exactLag: lag + (isInside ? vertex(valueAt(lag - 1), value, valueAt(lag + 1)) : 0) };
}

/** Where the parabola through three neighbours has its top, −0.5 to 0.5. */
function vertex(before: number, top: number, after: number): number {
  const bend = before - 2 * top + after;
  return bend === 0 ? 0 : Math.max(-0.5, Math.min(0.5, (before - after) / (2 * bend)));
}

/** Zero crossings of the filter on each side, and the shape of its Kaiser window: 10 and 5 keep 50 dB of stop band. */
const CROSSINGS = 10;
const KAISER_BETA = 5;

/**
 * Changes the sampling rate by a windowed sinc without moving the sound in time: sample 0 stays sample 0.
 * The rates are whole Hz; the result has ceil(length · to / from) samples.
 */
export function resample(samples: Float64Array, fromHz: number, toHz: number): Float64Array {
  if (fromHz === toHz) return samples.slice();
  const common = greatestCommonDivisor(fromHz, toHz);
  const up = toHz / common;
  const down = fromHz / common;
  const reach = CROSSINGS * Math.max(up, down);
  const taps = lowPass(reach, Math.max(up, down), up);
  const result = new Float64Array(Math.ceil((samples.length * up) / down));
  for (let m = 0; m < result.length; m++) {
    const centre = m * down;
    const first = Math.max(0, Math.ceil((centre - reach) / up));
    const last = Math.min(samples.length - 1, Math.floor((centre + reach) / up));
    let sum = 0;
    for (let k = first; k <= last; k++)
      sum += (taps[centre + reach - k * up] as number) * (samples[k] as number);
    result[m] = sum;
  }
  return result;
}

function lowPass(reach: number, ratio: number, gain: number): Float64Array {
  const taps = new Float64Array(2 * reach + 1);
  for (let i = -reach; i <= reach; i++) taps[i + reach] = sinc(i / ratio) * kaiser(i / reach);
  const sum = taps.reduce((total, tap) => total + tap, 0);
  return taps.map((tap) => (tap * gain) / sum);
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}

function kaiser(x: number): number {
  return bessel0(KAISER_BETA * Math.sqrt(Math.max(0, 1 - x * x))) / bessel0(KAISER_BETA);
}

/** Modified Bessel function of the first kind, order 0, by its series. */
function bessel0(x: number): number {
  let term = 1;
  let sum = 1;
  for (let k = 1; term > sum * 1e-17; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

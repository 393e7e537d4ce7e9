const RATE_HZ = 48_000;
/** A click is wide; a low tone, faded softly, has nothing up here. */
const ABOVE_HZ = 8000;
/** Taps on either side, and shape of the Kaiser window: what lies below 7 kHz is 110 dB down. */
const HALF_TAPS = 120;
const KAISER_BETA = 11.5;
/** Span over which the energy is summed, frames (5 ms). */
const SPAN = 240;
const FULL_SCALE_DB = 20 * Math.log10(32_768);

/**
 * Level of what lies above 8 kHz (dBFS, RMS over 5 ms), the loudest between two frames: a click shows here long before
 * an ear finds it. A low tone has only the rounding of its samples here, about -103 dBFS.
 */
export function clickLevel(sound: Int16Array, from = 0, to = sound.length): number {
  const high = highPassed(sound, from, to);
  let loudest = 0;
  for (let start = 0; start + SPAN <= high.length; start += SPAN / 4) {
    let sum = 0;
    for (let i = start; i < start + SPAN; i += 1) sum += (high[i] as number) ** 2;
    loudest = Math.max(loudest, sum / SPAN);
  }
  return 10 * Math.log10(Math.max(1e-5, loudest)) - FULL_SCALE_DB;
}

/** The greatest change from one sample to the next. */
export function greatestStep(sound: Int16Array): number {
  let most = 0;
  for (let i = 1; i < sound.length; i += 1)
    most = Math.max(most, Math.abs((sound[i] as number) - (sound[i - 1] as number)));
  return most;
}

function highPassed(sound: Int16Array, from: number, to: number): Float64Array {
  const high = new Float64Array(Math.max(0, to - from));
  for (let i = 0; i < high.length; i += 1) {
    let sum = 0;
    for (let tap = -HALF_TAPS; tap <= HALF_TAPS; tap += 1)
      sum += (sound[from + i + tap] ?? 0) * (TAPS[tap + HALF_TAPS] as number);
    high[i] = sum;
  }
  return high;
}

/** What a low-pass leaves over, under a Kaiser window. */
const TAPS = Float64Array.from({ length: 2 * HALF_TAPS + 1 }, (_, index) => {
  const tap = index - HALF_TAPS;
  const turn = (2 * Math.PI * ABOVE_HZ) / RATE_HZ;
  const low = tap === 0 ? turn / Math.PI : Math.sin(turn * tap) / (Math.PI * tap);
  const window = bessel(KAISER_BETA * Math.sqrt(1 - (tap / HALF_TAPS) ** 2)) / bessel(KAISER_BETA);
  return (tap === 0 ? 1 : 0) - low * window;
});

/** Modified Bessel function of the first kind, order 0, by its series. */
function bessel(x: number): number {
  let term = 1;
  let sum = 1;
  for (let k = 1; term > sum * 1e-16; k += 1) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}

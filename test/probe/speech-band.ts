/**
 * Butterworth band-pass of order 4, 150 to 3,800 Hz at 16 kHz, as second-order sections b0 b1 b2 a1 a2:
 * what carries speech, without the rumble and hiss that a lossy codec changes freely.
 */
const SECTIONS: readonly (readonly [number, number, number, number, number])[] = [
  [0.07049444039913069, 0.14098888079826138, 0.07049444039913069, -0.1407945649196942, 0.04964039938051592],
  [1, 2, 1, -0.1276399236825069, 0.47001985610863545],
  [1, -2, 1, -1.888654522569897, 0.8923275528708619],
  [1, -2, 1, -1.9544805093823383, 0.9579339989733531],
];

/** The speech band of 16 kHz audio; the filter starts from rest. */
export function speechBand(samples: Float64Array): Float64Array {
  const result = samples.slice();
  for (const [b0, b1, b2, a1, a2] of SECTIONS) {
    let state1 = 0;
    let state2 = 0;
    for (let i = 0; i < result.length; i++) {
      const x = result[i] as number;
      const y = b0 * x + state1;
      state1 = b1 * x - a1 * y + state2;
      state2 = b2 * x - a2 * y;
      result[i] = y;
    }
  }
  return result;
}

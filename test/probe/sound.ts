/** Mono audio to be judged. Floats are full scale at ±1, integers at ±32768. */
export interface Sound {
  samples: Int16Array | Float32Array;
  sampleRateHz: number;
}

const INT16_FULL_SCALE = 32_768;

/** The samples in int16 units as doubles, so that every judge counts in the same scale. */
export function amplitudesOf(sound: Sound): Float64Array {
  const { samples } = sound;
  if (samples instanceof Int16Array) return Float64Array.from(samples);
  return Float64Array.from(samples, (sample) => sample * INT16_FULL_SCALE);
}

/** Mean of the squares; 0 for nothing. */
export function meanSquare(samples: Float64Array): number {
  return samples.length === 0 ? 0 : energyOf(samples) / samples.length;
}

/** Sum of the squares. */
export function energyOf(samples: Float64Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  return sum;
}

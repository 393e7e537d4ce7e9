type Samples = Int16Array | Float32Array;

/** Multiplies the first `samples` by a ramp from 0 to 1, in place. */
export function fadeIn(pcm: Samples, samples: number): void {
  for (let i = 0; i < samples && i < pcm.length; i++) pcm[i] = ((pcm[i] as number) * i) / samples;
}

/** Multiplies the whole piece by a ramp from 1 to 0, in place. */
export function fadeOut(pcm: Samples): void {
  for (let i = 0; i < pcm.length; i++) pcm[i] = ((pcm[i] as number) * (pcm.length - i)) / pcm.length;
}

/** Two pieces of equal length laid over each other, the first going, the second coming: time is taken away. */
export function overlap(going: Int16Array, coming: Int16Array): Int16Array {
  const { length } = going;
  return going.map((sample, i) => (sample * (length - i) + (coming[i] as number) * i) / length);
}

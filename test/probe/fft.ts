/** A spectrum or signal of complex numbers. */
export interface Complex {
  re: Float64Array;
  im: Float64Array;
}

/** Smallest power of two that is at least `length`. */
export function powerOfTwo(length: number): number {
  return 2 ** Math.ceil(Math.log2(Math.max(1, length)));
}

/** Discrete Fourier transform in place (radix 2); the length is a power of two. */
export function transform({ re, im }: Complex): void {
  const length = re.length;
  if (length < 2) return;
  reverseBits(re, im);
  const cos = new Float64Array(length / 2).map((_, k) => Math.cos((-2 * Math.PI * k) / length));
  const sin = new Float64Array(length / 2).map((_, k) => Math.sin((-2 * Math.PI * k) / length));
  for (let half = 1; half < length; half *= 2) {
    const step = length / (2 * half);
    for (let start = 0; start < length; start += 2 * half) {
      for (let k = 0; k < half; k++) {
        const low = start + k;
        const high = low + half;
        const c = cos[k * step] as number;
        const s = sin[k * step] as number;
        const turnedRe = (re[high] as number) * c - (im[high] as number) * s;
        const turnedIm = (re[high] as number) * s + (im[high] as number) * c;
        re[high] = (re[low] as number) - turnedRe;
        im[high] = (im[low] as number) - turnedIm;
        re[low] = (re[low] as number) + turnedRe;
        im[low] = (im[low] as number) + turnedIm;
      }
    }
  }
}

/** The inverse of `transform`, in place. */
export function transformBack({ re, im }: Complex): void {
  transform({ re: im, im: re });
  const length = re.length;
  for (let i = 0; i < length; i++) {
    re[i] = (re[i] as number) / length;
    im[i] = (im[i] as number) / length;
  }
}

function reverseBits(re: Float64Array, im: Float64Array): void {
  const length = re.length;
  for (let i = 1, j = 0; i < length; i++) {
    let bit = length >> 1;
    for (; (j & bit) !== 0; bit >>= 1) j ^= bit;
    j ^= bit;
    if (i < j) {
      [re[i], re[j]] = [re[j] as number, re[i] as number];
      [im[i], im[j]] = [im[j] as number, im[i] as number];
    }
  }
}

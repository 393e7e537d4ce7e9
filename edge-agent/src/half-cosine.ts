/** The gain after a share (0 to 1) of a fade: from 0 to 1 without a corner at either end, which would click. */
export function halfCosine(share: number): number {
  return 0.5 - 0.5 * Math.cos(Math.PI * share);
}

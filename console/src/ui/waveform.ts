/**
 * The outline of a waveform as an SVG path in a box of `width` x 100, mirrored about the middle: `bars` upright
 * strokes, each as high as the loudest of the peaks (0 to 1) that fall into it.
 */
export function waveformPath(peaks: readonly number[], bars: number, width: number): string {
  if (peaks.length === 0) return '';
  const step = width / bars;
  return Array.from({ length: bars }, (_, bar) => {
    const from = Math.floor((bar * peaks.length) / bars);
    const to = Math.max(from + 1, Math.floor(((bar + 1) * peaks.length) / bars));
    const half = Math.max(1, 48 * Math.max(...peaks.slice(from, to)));
    const x = ((bar + 0.5) * step).toFixed(1);
    return `M${x} ${(50 - half).toFixed(1)}V${(50 + half).toFixed(1)}`;
  }).join('');
}

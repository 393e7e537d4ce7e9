import { expect, test } from 'vitest';
import { localLag } from './local-lag.ts';

const RATE = 48_000;

/** A bell that is struck at `atFrame` and rises for a while: alike to itself at every wave. */
function bell(atFrame: number, frames: number): Float64Array {
  return Float64Array.from({ length: frames }, (_, i) => {
    const t = (i - atFrame) / RATE;
    return t < 0 ? 0 : 8000 * Math.min(1, t / 0.2) * Math.sin(2 * Math.PI * 659.26 * t);
  });
}

test('a window that ends in the rise of a tone is found where it is, not some waves later where it is louder', () => {
  const window = bell(0.88 * RATE, RATE);
  const match = localLag(window, bell(1.38 * RATE, 3 * RATE), 0.5 * RATE, 0.1 * RATE);
  expect(match?.frame).toBeCloseTo(0.5 * RATE, 0);
  expect(match?.likeness).toBeGreaterThan(0.999);
});

test('silence is like nothing', () => {
  const match = localLag(new Float64Array(RATE), bell(0, 2 * RATE), 100, 50);
  expect(match?.likeness).toBe(0);
});

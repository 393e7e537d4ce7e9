import { localLag } from './local-lag.ts';
import { frameAt, wallTimeOf } from './recording.ts';
import type { StampedRecording } from './recording.ts';
import { resample } from './resample.ts';
import { amplitudesOf, meanSquare } from './sound.ts';

export interface Skew {
  /** Percentiles of the size of the difference, ms. */
  p50Ms: number;
  p95Ms: number;
  p99Ms: number;
  /** Each window that could be compared: when it sounded on `a` (Unix ms), and how much later on `b` (ms, signed). */
  windows: { atMs: number; skewMs: number }[];
  /** Windows with sound on `a` whose sound is not on `b` within the reach: when each sounded on `a` (Unix ms). */
  unmatched: number[];
}

export interface SkewOptions {
  /** Length of one window and the step to the next, ms. */
  windowMs?: number;
  /** Greatest difference that is looked for, ms. */
  reachMs?: number;
  /** Windows less alike than this (0 to 1) tell nothing of time and do not count; default 0.5. */
  leastLikeness?: number;
}

/** Windows more than this below the loudest hold no speech to compare by. */
const ACTIVE_SHARE = 10 ** (-35 / 10);
const LEAST_LIKENESS = 0.5;

/**
 * How far apart two poles sounded the same programme, window by window on the wall clock. Windows without sound,
 * or whose sound is not on `b` within the reach, do not count; the percentiles are NaN when none is left.
 */
export function skewBetween(a: StampedRecording, b: StampedRecording, options: SkewOptions = {}): Skew {
  const { windowMs = 1000, reachMs = 100, leastLikeness = LEAST_LIKENESS } = options;
  const rate = a.sampleRateHz;
  const soundA = amplitudesOf(a);
  const soundB = resample(amplitudesOf(b), b.sampleRateHz, rate);
  const length = Math.round((windowMs / 1000) * rate);
  const starts = activeWindows(soundA, length);
  const windows: Skew['windows'] = [];
  const unmatched: number[] = [];
  for (const start of starts) {
    const atMs = wallTimeOf(a, start);
    const expected = frameAt(b, atMs) * (rate / b.sampleRateHz);
    const match = localLag(soundA.subarray(start, start + length), soundB, expected, (reachMs / 1000) * rate);
    if (match === undefined || match.likeness < leastLikeness) unmatched.push(atMs);
    else windows.push({ atMs, skewMs: wallTimeOf(b, match.frame * (b.sampleRateHz / rate)) - atMs });
  }
  const sizes = windows.map(({ skewMs }) => Math.abs(skewMs)).sort((x, y) => x - y);
  return {
    p50Ms: percentile(sizes, 50),
    p95Ms: percentile(sizes, 95),
    p99Ms: percentile(sizes, 99),
    windows,
    unmatched,
  };
}

function activeWindows(samples: Float64Array, length: number): number[] {
  const starts: number[] = [];
  for (let i = 0; i + length <= samples.length; i += length) starts.push(i);
  const powers = starts.map((start) => meanSquare(samples.subarray(start, start + length)));
  const limit = powers.reduce((most, power) => Math.max(most, power), 0) * ACTIVE_SHARE;
  return starts.filter((_, i) => (powers[i] as number) > limit);
}

/** Nearest-rank percentile of ascending values; NaN of none. */
export function percentile(ascending: readonly number[], percent: number): number {
  const rank = Math.max(1, Math.ceil((percent / 100) * ascending.length));
  return ascending[rank - 1] ?? NaN;
}

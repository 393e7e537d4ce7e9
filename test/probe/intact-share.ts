import { align, forJudging, JUDGE_RATE_HZ } from './align.ts';
import { energyOf, meanSquare } from './sound.ts';
import type { Sound } from './sound.ts';
import { speechBand } from './speech-band.ts';

const FRAME = JUDGE_RATE_HZ / 50;
/** How far the lag of one frame may lie from its running estimate, samples: 8 ms. */
const REACH = 0.008 * JUDGE_RATE_HZ;
/** The running estimate follows a frame by at most this, samples: a clock drifts, it does not jump. */
const FOLLOW = 2;
const ACTIVE_SHARE = 10 ** (-35 / 10);
const SILENT_SHARE = 1e-3;
const ALIKE = 0.8;
/** Least and greatest power against the level of the whole, ±6 dB. */
const POWER_LIMITS = [0.25, 4] as const;
const TINY = 1e-9;
/** Damaged frames no farther apart than this are told as one stretch, ms: pauses between syllables are not judged. */
const TOGETHER_MS = 100;

/** How the active 20 ms frames of a reference (within 35 dB of its loudest) came out. */
export interface FrameVerdict {
  /** Active frames of the reference. */
  frames: number;
  /** Share that sounded undamaged: normalised correlation 0.8 and more, power within 6 dB of the whole's; 0 to 1. */
  intact: number;
  /** Share that was missing or more than 30 dB down; 0 to 1. */
  silent: number;
  /** Where in the reference each active frame begins that was damaged or missing, ms. */
  damagedMs: number[];
  /** Where the reference begins in the recording, ms. */
  delayMs: number;
  /** How far the lag moved between the first and the last tenth of the intact frames, ms. */
  slipMs: number;
}

/** Share of the reference's active frames that sounded undamaged, 0 to 1. */
export function intactShare(reference: Sound, played: Sound): number {
  return judgeFrames(reference, played).intact;
}

/** Follows the reference frame by frame through the recording; a fixed gain and a drifting clock are no damage. */
export function judgeFrames(reference: Sound, played: Sound): FrameVerdict {
  const ref = forJudging(reference);
  const out = forJudging(played);
  const { lag } = align(ref, out);
  const heard = out.subarray(Math.max(0, lag), Math.max(0, lag + ref.length));
  const walk = walkFrames(
    speechBand(ref),
    speechBand(out),
    lag,
    Math.max(meanSquare(heard) / meanSquare(ref), 1e-6),
  );
  return {
    frames: walk.frames,
    intact: walk.lags.length / Math.max(1, walk.frames),
    silent: walk.silent / Math.max(1, walk.frames),
    damagedMs: walk.damaged.map((k) => (k * FRAME * 1000) / JUDGE_RATE_HZ),
    delayMs: (lag / JUDGE_RATE_HZ) * 1000,
    slipMs: (slipOf(walk.lags) / JUDGE_RATE_HZ) * 1000,
  };
}

interface Walk {
  frames: number;
  silent: number;
  /** Numbers of the active frames that were not intact. */
  damaged: number[];
  /** Lag of each intact frame, samples. */
  lags: number[];
}

function walkFrames(ref: Float64Array, out: Float64Array, firstLag: number, powerOfWhole: number): Walk {
  const powers = framePowers(ref);
  const activeFrom = powers.reduce((most, power) => Math.max(most, power), 0) * ACTIVE_SHARE;
  const walk: Walk = { frames: 0, silent: 0, damaged: [], lags: [] };
  let lag = firstLag;
  powers.forEach((power, k) => {
    if (power <= activeFrom) return;
    walk.frames++;
    const start = k * FRAME;
    const low = start + lag - REACH;
    const isInside = low >= 0 && start + lag + FRAME + REACH <= out.length;
    if (!isInside || meanSquare(out.subarray(start + lag, start + lag + FRAME)) < power * SILENT_SHARE) {
      walk.silent++;
      walk.damaged.push(k);
      return;
    }
    const frame = ref.subarray(start, start + FRAME);
    const best = bestMatch(frame, out.subarray(low, low + FRAME + 2 * REACH));
    const loudness = best.powerRatio / powerOfWhole;
    if (best.likeness < ALIKE || loudness < POWER_LIMITS[0] || loudness > POWER_LIMITS[1]) {
      walk.damaged.push(k);
      return;
    }
    lag += Math.max(-FOLLOW, Math.min(FOLLOW, best.offset - REACH));
    walk.lags.push(lag);
  });
  return walk;
}

/** For people: the stretches of the reference in which frames were damaged, such as `1.20-1.34 s, 7.02-7.04 s`. */
export function damageIn({ damagedMs }: Pick<FrameVerdict, 'damagedMs'>): string {
  const stretches: { fromMs: number; toMs: number }[] = [];
  for (const fromMs of damagedMs) {
    const last = stretches.at(-1);
    if (last !== undefined && fromMs - last.toMs <= TOGETHER_MS) last.toMs = fromMs + 20;
    else stretches.push({ fromMs, toMs: fromMs + 20 });
  }
  const seconds = (ms: number) => (ms / 1000).toFixed(2);
  return stretches.map(({ fromMs, toMs }) => `${seconds(fromMs)}-${seconds(toMs)} s`).join(', ');
}

function framePowers(ref: Float64Array): number[] {
  const powers: number[] = [];
  for (let i = 0; i < ref.length - FRAME; i += FRAME) powers.push(meanSquare(ref.subarray(i, i + FRAME)));
  return powers;
}

/** The place in `window` that resembles `frame` most, by normalised correlation. */
function bestMatch(frame: Float64Array, window: Float64Array) {
  const frameEnergy = energyOf(frame);
  let energy = energyOf(window.subarray(0, frame.length));
  let best = { offset: 0, likeness: -Infinity, powerRatio: 0 };
  for (let offset = 0; offset + frame.length <= window.length; offset++) {
    const likeness = dot(frame, window, offset) / (Math.sqrt(Math.max(0, energy) * frameEnergy) + TINY);
    if (likeness > best.likeness) best = { offset, likeness, powerRatio: energy / (frameEnergy + TINY) };
    const leaving = window[offset] as number;
    const entering = window[offset + frame.length] ?? 0;
    energy += entering * entering - leaving * leaving;
  }
  return best;
}

function dot(frame: Float64Array, window: Float64Array, offset: number): number {
  let sum = 0;
  for (let i = 0; i < frame.length; i++) sum += (frame[i] as number) * (window[offset + i] as number);
  return sum;
}

function slipOf(lags: readonly number[]): number {
  if (lags.length <= 20) return 0;
  const tenth = Math.max(1, Math.floor(lags.length / 10));
  return median(lags.slice(-tenth)) - median(lags.slice(0, tenth));
}

/** The middle value; the mean of the two middle ones where the count is even. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.ceil(middle) - 1] ?? NaN) + (sorted[Math.floor(middle)] ?? NaN)) / 2;
}

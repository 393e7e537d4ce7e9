import { align, forJudging, JUDGE_RATE_HZ } from './align.ts';
import { localLag } from './local-lag.ts';
import { amplitudesOf, energyOf } from './sound.ts';
import type { Sound } from './sound.ts';

const FRAME_S = 0.02;
/** Where in the reference the recording is found and its loudness measured, seconds from the start. */
const WINDOW_FROM_S = 1;
const WINDOW_S = 1.5;
const REACH_S = 0.02;
/** A card that runs fast or slow, and is followed, moves a frame by no more than this until the window, seconds. */
const SHIFT_S = 0.0005;

/** How one of the first frames of 20 ms came out. */
export interface OpeningFrame {
  /** Normalised correlation with the reference, -1 to 1; NaN where the reference itself is silent. */
  likeness: number;
  /** Loudness against the loudness of the sound further on, dB; -Infinity where nothing sounded. */
  gainDb: number;
}

/**
 * The first `ms` of a reference in a recording of it, frame by frame. Where they lie follows from the second and a half
 * after the first second, so a beginning that was cut off is seen as such. Both at one rate.
 */
export function openingOf(reference: Sound, recording: Sound, ms = 200): OpeningFrame[] {
  const rate = reference.sampleRateHz;
  const ref = amplitudesOf(reference);
  const out = amplitudesOf(recording);
  const from = WINDOW_FROM_S * rate;
  const window = ref.subarray(from, from + WINDOW_S * rate);
  const { lag } = align(forJudging(reference), forJudging(recording));
  const found = localLag(window, out, from + (lag / JUDGE_RATE_HZ) * rate, REACH_S * rate);
  if (found === undefined) throw new RangeError('the reference is not in the recording');
  const start = Math.round(found.frame) - from;
  const heard = out.subarray(start + from, start + from + window.length);
  const gain = Math.sqrt(energyOf(heard) / energyOf(window));
  const frame = Math.round(FRAME_S * rate);
  return Array.from({ length: Math.ceil(ms / 1000 / FRAME_S) }, (_, i) => {
    const wanted = ref.subarray(i * frame, (i + 1) * frame);
    return bestOf(wanted, out, start + i * frame, Math.round(SHIFT_S * rate), gain);
  });
}

function bestOf(
  wanted: Float64Array,
  out: Float64Array,
  at: number,
  reach: number,
  gain: number,
): OpeningFrame {
  const shifts = Array.from({ length: 2 * reach + 1 }, (_, i) => at + i - reach);
  const frames = shifts.map((from) =>
    judge(wanted, out.subarray(Math.max(0, from), from + wanted.length), gain),
  );
  return frames.reduce((best, frame) => (frame.likeness > best.likeness ? frame : best));
}

function judge(wanted: Float64Array, got: Float64Array, gain: number): OpeningFrame {
  const product = wanted.reduce((sum, sample, i) => sum + sample * (got[i] ?? 0), 0);
  const [wantedEnergy, gotEnergy] = [energyOf(wanted), energyOf(got)];
  const likeness = gotEnergy === 0 ? 0 : product / Math.sqrt(wantedEnergy * gotEnergy);
  return { likeness, gainDb: 10 * Math.log10(gotEnergy / wantedEnergy) - 20 * Math.log10(gain) };
}

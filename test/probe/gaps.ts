import { wallTimeOf, type StampedRecording } from './recording.ts';
import { amplitudesOf } from './sound.ts';
import type { Sound } from './sound.ts';

const FRAME_S = 0.01;
/** Frames whose peak stays below this (about -50 dBFS) are without sound, int16 units. */
const QUIET_AMPLITUDE = 100;

/** A stretch without sound (Unix ms); `untilMs` is null where no sound came back. */
export interface Gap {
  fromMs: number;
  untilMs: number | null;
}

/** All stretches of at least `leastMs` without sound, in order, to 10 ms. */
export function gapsOf(recording: StampedRecording, leastMs: number): Gap[] {
  const runs = quietRuns(recording);
  const at = (frame: number) => wallTimeOf(recording, frame);
  return runs
    .map(({ from, until }) => ({
      fromMs: at(from),
      endMs: at(until),
      hasEnd: until < recording.samples.length,
    }))
    .filter(({ fromMs, endMs }) => endMs - fromMs >= leastMs)
    .map(({ fromMs, endMs, hasEnd }) => ({ fromMs, untilMs: hasEnd ? endMs : null }));
}

/** Where the first sound is, ms from the beginning; undefined when there is none. */
export function firstSoundMs(sound: Sound): number | undefined {
  const first = quietRuns(sound)[0];
  const frame = first === undefined || first.from > 0 ? 0 : first.until;
  return frame < sound.samples.length ? (frame / sound.sampleRateHz) * 1000 : undefined;
}

function quietRuns(sound: Sound): { from: number; until: number }[] {
  const samples = amplitudesOf(sound);
  const length = Math.round(FRAME_S * sound.sampleRateHz);
  const runs: { from: number; until: number }[] = [];
  for (let at = 0; at < samples.length; at += length) {
    const until = Math.min(samples.length, at + length);
    if (samples.subarray(at, until).some((sample) => Math.abs(sample) > QUIET_AMPLITUDE)) continue;
    const last = runs.at(-1);
    if (last?.until === at) last.until = until;
    else runs.push({ from: at, until });
  }
  return runs;
}

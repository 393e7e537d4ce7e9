import type { Sound } from './sound.ts';

/** What a virtual pole's card or horn sounded, with the wall time of its frames. */
export interface StampedRecording extends Sound {
  /** Ascending; frame `frame` began to sound at `atMs` (Unix ms). At least two, the first at frame 0. */
  stamps: readonly { frame: number; atMs: number }[];
}

/** Wall time (Unix ms) at which a frame, whole or not, sounded; straight between two stamps and beyond the ends. */
export function wallTimeOf(recording: StampedRecording, frame: number): number {
  const [left, right] = aroundBy(recording.stamps, (stamp) => stamp.frame, frame);
  const share = (frame - left.frame) / (right.frame - left.frame);
  return left.atMs + share * (right.atMs - left.atMs);
}

/** The frame, with its fraction, that sounded at a wall time; the inverse of `wallTimeOf`. */
export function frameAt(recording: StampedRecording, atMs: number): number {
  const [left, right] = aroundBy(recording.stamps, (stamp) => stamp.atMs, atMs);
  const share = (atMs - left.atMs) / (right.atMs - left.atMs);
  return left.frame + share * (right.frame - left.frame);
}

type Stamp = StampedRecording['stamps'][number];

/** The two neighbouring stamps between which `value` lies, or the nearest two. */
function aroundBy(stamps: readonly Stamp[], key: (stamp: Stamp) => number, value: number): [Stamp, Stamp] {
  let low = 0;
  let high = stamps.length - 1;
  if (high < 1) throw new RangeError('a recording needs at least two stamps');
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (key(stamps[middle] as Stamp) <= value) low = middle;
    else high = middle;
  }
  return [stamps[low] as Stamp, stamps[high] as Stamp];
}

import { beforeAll, describe, expect, it } from 'vitest';
import { FRAME_SAMPLES, gainFactor } from '@loa/protocol';
import { LOOK_AHEAD_SAMPLES, Limiter } from './limiter.ts';
import { Leveller, SPEECH_DBFS } from './leveller.ts';
import {
  atSpeechLevel,
  framesOf,
  joined,
  recordedSpeech,
  speechLevel,
  vietnameseSpeech,
} from './testing/speech.ts';

const SECOND = 48_000;
const ONE_BELOW_FULL = 32_768 * gainFactor(-1);

function through(pcm: Int16Array, levelling = true) {
  const leveller = new Leveller({ levelling });
  const limiter = new Limiter();
  const gains: number[] = [];
  const frames = framesOf(pcm).map((frame) => {
    const out = limiter.process(leveller.process(frame));
    gains.push(leveller.gainDb);
    return out;
  });
  return { out: joined(frames), gains };
}

const loudest = (pcm: Int16Array): number =>
  pcm.reduce((peak, sample) => Math.max(peak, Math.abs(sample)), 0);
const after = (pcm: Int16Array, seconds: number): Int16Array => pcm.subarray(seconds * SECOND);

describe('a whisper and a shout arrive alike', () => {
  let voices: Record<'vietnamese' | 'recorded', Int16Array>;
  beforeAll(async () => {
    voices = { vietnamese: await vietnameseSpeech(), recorded: await recordedSpeech(12) };
  });

  it.each(['vietnamese', 'recorded'] as const)('within 3 dB after 3 s (%s voice)', (voice) => {
    const whisper = through(atSpeechLevel(voices[voice], -40));
    const shout = through(atSpeechLevel(voices[voice], -6));
    const levels = [whisper, shout].map(({ out }) => speechLevel(after(out, 3)));
    expect(Math.abs((levels[0] as number) - (levels[1] as number))).toBeLessThan(3);
    for (const level of levels) expect(Math.abs(level - SPEECH_DBFS)).toBeLessThan(3);
  });

  it('and so does a whisper after a shout, once the gain has come back', () => {
    const both = joined([atSpeechLevel(voices.recorded, -8), atSpeechLevel(voices.recorded, -38)]);
    const { out } = through(both);
    const level = speechLevel(out.subarray(voices.recorded.length + 5 * SECOND));
    expect(Math.abs(level - SPEECH_DBFS)).toBeLessThan(3);
  });

  it('and nothing leaves above -1 dBFS, however loud it came', () => {
    const { out } = through(joined([atSpeechLevel(voices.recorded, -40), atSpeechLevel(voices.recorded, 0)]));
    expect(loudest(out)).toBeLessThan(ONE_BELOW_FULL);
  });

  it('and the gain of steady speech does not pump', () => {
    const { gains } = through(atSpeechLevel(voices.recorded, -30));
    const settled = gains.slice(4 * 50);
    expect(Math.max(...settled) - Math.min(...settled)).toBeLessThan(4);
  });

  it('and lets it through as it is when levelling is off', () => {
    const quiet = atSpeechLevel(voices.recorded, -30);
    const { out } = through(quiet, false);
    const shift = LOOK_AHEAD_SAMPLES - 1;
    expect(out.subarray(shift, shift + SECOND)).toEqual(quiet.subarray(0, SECOND));
  });
});

describe('the background', () => {
  it('is not raised while nobody speaks', () => {
    const noise = Int16Array.from(
      { length: 10 * SECOND },
      (_, i) => 80 * Math.sin(i * 0.7) + ((i * 7919) % 60),
    );
    const { gains } = through(noise);
    expect(Math.max(...gains)).toBe(0);
  });
});

describe('no clicks', () => {
  it('come of the gain, which moves by less than 0.1 % a sample also when a shout breaks into silence', () => {
    const steady = 4_000;
    const pcm = new Int16Array(2 * SECOND).fill(steady);
    pcm.fill(32_767, SECOND, SECOND + 2_400);
    const leveller = new Leveller({ levelling: true });
    const levelled = joined(framesOf(pcm).map((frame) => Int16Array.from(leveller.process(frame))));
    expect(largestRelativeStep(levelled, 1, SECOND)).toBeLessThan(0.001);
  });

  it('come of the limiter, whose gain falls to a peak along a ramp of 5 ms', () => {
    const limiter = new Limiter();
    const loud = new Float32Array(FRAME_SAMPLES).fill(20_000);
    loud[500] = 80_000;
    const out = joined([
      limiter.process(loud),
      limiter.process(new Float32Array(FRAME_SAMPLES).fill(20_000)),
    ]);
    const peakAt = 500 + LOOK_AHEAD_SAMPLES - 1;
    const gains = [...out.subarray(LOOK_AHEAD_SAMPLES, 1_700)].map((sample) => sample / 20_000);
    gains[peakAt - LOOK_AHEAD_SAMPLES] = gains[peakAt - LOOK_AHEAD_SAMPLES - 1] as number;
    const steps = gains.slice(1).map((gain, i) => Math.abs(gain - (gains[i] as number)));
    expect(Math.max(...steps)).toBeLessThan(1.5 / LOOK_AHEAD_SAMPLES);
    expect(out[peakAt]).toBeLessThanOrEqual(Math.ceil(32_768 * gainFactor(-1.5)));
    expect(out[peakAt]).toBeGreaterThan(32_768 * gainFactor(-2.5));
  });
});

function largestRelativeStep(pcm: Int16Array, from: number, to: number): number {
  let largest = 0;
  for (let i = from; i < to; i++) {
    const step = Math.abs((pcm[i] as number) - (pcm[i - 1] as number)) / Math.abs(pcm[i - 1] as number);
    largest = Math.max(largest, step);
  }
  return largest;
}

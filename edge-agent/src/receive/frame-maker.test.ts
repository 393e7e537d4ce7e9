import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { loadOpus, type Opus } from '@loa/protocol';
import { beforeAll, describe, expect, it } from 'vitest';
import { greatestStep } from '../testing/clicks.ts';
import { FrameMaker } from './frame-maker.ts';
import { JitterBuffer } from './jitter-buffer.ts';

const FRAMES = 200;
const FRAME_SAMPLES = 960;
const AMPLITUDE = 12_000;
const HERTZ = 440;
/** The steepest that the tone goes from one sample to the next; a codec and its guesses may bend it by half. */
const STEEPEST = 1.5 * AMPLITUDE * Math.sin((2 * Math.PI * HERTZ) / 48_000);

let opus: Opus;

beforeAll(async () => {
  opus = await loadOpus(await readFile(createRequire(import.meta.url).resolve('@evan/opus/wasm/simd.wasm')));
});

/** A tone of 4 s through Opus, of which packets are lost: as speech (its own guesses fade), or as music (they do not). */
function toneWithout(isLost: (i: number) => boolean, application: 'voip' | 'audio'): Int16Array {
  const encoder = opus.encoder({
    ...{ application, bitrateBps: application === 'voip' ? 32_000 : 96_000, complexity: 5, dtx: false },
    ...{ inbandFec: true, expectedLossPercent: 20 },
  });
  const buffer = new JitterBuffer();
  const maker = new FrameMaker(opus.decoder(), buffer);
  for (let i = 0; i < FRAMES; i++) {
    const position = i * FRAME_SAMPLES;
    const wave = (_: unknown, frame: number) =>
      AMPLITUDE * Math.sin((2 * Math.PI * HERTZ * (position + frame)) / 48_000);
    const payload = encoder.encode(Int16Array.from({ length: FRAME_SAMPLES }, wave));
    const place = { ssrc: 7, sequence: i, position, samples: FRAME_SAMPLES, segment: 0, captureAt: i * 20 };
    if (!isLost(i)) buffer.put({ ...place, payload });
  }
  const frames = Array.from({ length: FRAMES }, () => maker.next().pcm.slice());
  return Int16Array.from(frames.flatMap((pcm) => [...pcm]));
}

describe('sound that goes on after a guess', () => {
  it.each([1, 2, 3, 4, 5, 6, 8])('rises without a step where %i packets were lost', (count) => {
    // Some holes end near a peak of the tone, where a step would be greatest.
    const isLost = (i: number) => i >= 30 && i % 17 < count;
    for (const application of ['voip', 'audio'] as const)
      expect(greatestStep(toneWithout(isLost, application).subarray(20 * FRAME_SAMPLES))).toBeLessThan(
        STEEPEST,
      );
  });
});

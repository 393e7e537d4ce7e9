import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readWav } from '@loa/protocol';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Recording } from './recording.ts';
import { SoundCard } from './sound-card.ts';
import { FakePcmSource } from './fake-pcm-source.ts';
import type { Stamp } from './recording.ts';

const wallStart = Date.UTC(2026, 8, 28, 10);
const sizes = { bufferFrames: 4800, startFrames: 960 };
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loa-recording-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function wallTimeOf(stamps: readonly Stamp[], frame: number): number {
  const right = Math.max(
    1,
    stamps.findIndex((stamp) => stamp.frame > frame),
  );
  const [a, b] = [stamps[right - 1] as Stamp, stamps[right] as Stamp];
  return a.atMs + ((frame - a.frame) / (b.frame - a.frame)) * (b.atMs - a.atMs);
}

test('the wall time of every period follows from the stamps, across a change of speed and a step of the clock', () => {
  const recording = new Recording(join(folder, 'card.wav'));
  const card = new SoundCard({ ppm: 80, ...sizes }, 0);
  const truth: Stamp[] = [];
  let wallStep = 0;
  const playUntil = (mono: number) =>
    card.playUntil(
      mono,
      new FakePcmSource(),
      (at) => wallStart + wallStep + at,
      (period) => {
        recording.take(period);
        truth.push({ frame: period.frame, atMs: period.beganAt });
      },
    );
  playUntil(12_340);
  card.setPpm(-2000, 12_340);
  playUntil(20_000);
  wallStep = 250;
  playUntil(30_000);
  const { stamps, startedAtMs } = recording.finish();
  expect(startedAtMs).toBe(wallStart);
  const errors = truth.map(({ frame, atMs }) => Math.abs(wallTimeOf(stamps, frame) - atMs));
  expect(Math.max(...errors)).toBeLessThan(0.1);
  expect(stamps.length).toBeLessThan(60);
});

test('the file is a WAV of all that sounded, silence too, and the sidecar repeats the stamps', () => {
  const file = join(folder, 'card.wav');
  const recording = new Recording(file);
  const card = new SoundCard({ ppm: 0, ...sizes }, 0);
  const source = new FakePcmSource();
  source.give(Array.from({ length: 960 }, () => 1234));
  card.playUntil(
    40,
    source,
    (mono) => wallStart + mono,
    (period) => recording.take(period),
  );
  const result = recording.finish();
  const { samples, sampleRateHz } = readWav(readFileSync(file));
  expect(sampleRateHz).toBe(48_000);
  expect([samples.length, samples[0], samples[959], samples[960]]).toEqual([1920, 1234, 1234, 0]);
  const lines = readFileSync(`${file}.stamps.jsonl`, 'utf8').trim().split('\n');
  expect(lines.map((line) => JSON.parse(line) as Stamp)).toEqual(result.stamps);
  expect(result.stamps).toEqual([
    { frame: 0, atMs: wallStart },
    { frame: 1920, atMs: wallStart + 40 },
  ]);
});

test('a recording stops at its limit, and finishing twice gives the same', () => {
  const recording = new Recording(join(folder, 'card.wav'), { limitMs: 1000 });
  const card = new SoundCard({ ppm: 0, ...sizes }, 0);
  card.playUntil(
    5000,
    new FakePcmSource(),
    (mono) => mono,
    (period) => recording.take(period),
  );
  const result = recording.finish();
  expect(result.stamps.at(-1)).toEqual({ frame: 48_000, atMs: 1000 });
  expect(recording.finish()).toEqual(result);
  expect(readWav(readFileSync(result.file)).samples.length).toBe(48_000);
});

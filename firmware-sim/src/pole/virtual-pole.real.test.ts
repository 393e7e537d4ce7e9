import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually, readWav } from '@loa/protocol';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Stamp } from '../card/recording.ts';
import { VirtualPole } from './virtual-pole.ts';

/** A writer in the agent's place: two seconds at 100, with one sample of 20,000 after half a second. */
const CLICK_FRAME = 24_000;
const SCRIPT = `
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
const { outputCommand: [program, ...args] } = JSON.parse(readFileSync(process.argv[4], 'utf8'));
const card = spawn(program, args, { stdio: ['pipe', 'ignore', 'inherit'] });
const samples = new Int16Array(96000).fill(100);
samples[${CLICK_FRAME}] = 20000;
card.stdin.write(new Uint8Array(samples.buffer));
setInterval(() => undefined, 1000);
`;

let folder: string;
let pole: VirtualPole;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loa-pole-'));
  const agentFile = join(folder, 'agent.mjs');
  writeFileSync(agentFile, SCRIPT);
  pole = new VirtualPole({ id: 'cum-1', folder: join(folder, 'pole'), ppm: 60, agentFile });
});
afterEach(async () => {
  await pole.close();
  rmSync(folder, { recursive: true, force: true });
});

const status = () => readFileSync(pole.card.statusPath, 'utf8');

/** Wall time at which a frame of the agent sounds, by the card's own status. */
function wallTimeByStatus(frame: number): number {
  const text = status();
  const hwPtr = Number(/hw_ptr\s*: (\d+)/.exec(text)?.[1]);
  const stamp = Number(/tstamp\s*: ([\d.]+)/.exec(text)?.[1]) * 1000;
  return stamp + (frame - hwPtr) / (48 * (1 + 60e-6));
}

function wallTimeByStamps(stamps: readonly Stamp[], frame: number): number {
  const right = Math.max(
    1,
    stamps.findIndex((stamp) => stamp.frame > frame),
  );
  const [a, b] = [stamps[right - 1] as Stamp, stamps[right] as Stamp];
  return a.atMs + ((frame - a.frame) / (b.frame - a.frame)) * (b.atMs - a.atMs);
}

test('a sample is recorded with the wall time that the card itself told for it', async () => {
  await pole.startHardware();
  const file = join(folder, 'card.wav');
  pole.startRecording(file);
  await pole.start();
  await eventually(() => (status().startsWith('state: RUNNING') ? undefined : status()));
  const told = wallTimeByStatus(CLICK_FRAME);
  await eventually(() => (/hw_ptr\s*: (\d+)/.exec(status())?.[1] === '96000' ? undefined : status()));
  const { stamps } = pole.stopRecording();
  const { samples } = readWav(readFileSync(file));
  const click = samples.indexOf(20_000);
  // On a machine that dallies the writer is late and the card runs dry in between, which moves what comes after.
  const dryFrames = samples.subarray(samples.indexOf(100), click).filter((sample) => sample === 0).length;
  expect(Math.abs(wallTimeByStamps(stamps, click - dryFrames) - told)).toBeLessThan(0.1);
});

test('the horns sound what the amplifier lets through, the card sounds all', async () => {
  await pole.startHardware();
  const [card, horn] = [join(folder, 'card.wav'), join(folder, 'horn.wav')];
  pole.startRecording(card, 'card');
  pole.startRecording(horn, 'horn');
  pole.amplifier.model.warmUpMs = 0;
  pole.amplifier.model.isOn = true;
  pole.amplifier.model.volumePercent = 50;
  await pole.start();
  await eventually(() => (/hw_ptr\s*: (\d{5,})/.test(status()) ? undefined : status()));
  await pole.pull('horn', true);
  await eventually(() => (/hw_ptr\s*: (\d+)/.exec(status())?.[1] === '96000' ? undefined : status()));
  pole.stopRecording('card');
  pole.stopRecording('horn');
  const [atCard, atHorn] = [card, horn].map((file) => readWav(readFileSync(file)).samples) as [
    Int16Array,
    Int16Array,
  ];
  expect(atHorn.length).toBe(atCard.length);
  const first = atCard.indexOf(100);
  expect([...new Set(atHorn.subarray(first, first + 4800))]).toEqual([50]);
  expect(atCard.filter((sample) => sample !== 0).length).toBe(96_000);
  expect(atHorn.filter((sample) => sample !== 0).length).toBeLessThan(90_000);
});

test('after a power cut the card is closed, and the agent comes back by the same lever', async () => {
  await pole.start();
  await eventually(() => (status().startsWith('state: RUNNING') ? undefined : status()));
  await pole.pull('power', true);
  expect(pole.facts.isRunning).toBe(false);
  await eventually(() => (status() === 'closed\n' ? undefined : status()));
  await pole.pull('power', false);
  await eventually(() => (status().startsWith('state: RUNNING') ? undefined : status()));
});

test('closing ends a recording that still runs, and closing twice is fine', async () => {
  const file = join(folder, 'card.wav');
  await pole.startHardware();
  pole.startRecording(file);
  expect(() => pole.startRecording(file)).toThrow(/already/);
  await eventually(() => (pole.facts.rmsDbfs === -100 ? undefined : 'not silent'));
  await pole.close();
  await pole.close();
  expect(readWav(readFileSync(file)).sampleRateHz).toBe(48_000);
});

import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { beforeAll, describe, expect, it } from 'vitest';
import { FRAME_SAMPLES, loadOpus, measureLevel, type Opus } from '@loa/protocol';
import { Intake } from './intake.ts';
import { framesOf, joined, recordedSpeech } from './testing/speech.ts';

let opus: Opus;
let speech: Int16Array;
let packets: Uint8Array[];

beforeAll(async () => {
  const wasm = createRequire(import.meta.url).resolve('@evan/opus/wasm/simd.wasm');
  opus = await loadOpus(await readFile(wasm));
  speech = await recordedSpeech(20);
  packets = encoded(speech);
});

function encoded(pcm: Int16Array): Uint8Array[] {
  const encoder = opus.encoder({
    application: 'voip',
    bitrateBps: 32_000,
    complexity: 5,
    inbandFec: true,
    expectedLossPercent: 10,
    dtx: false,
  });
  return framesOf(pcm).map((frame) => encoder.encode(frame));
}

interface Road {
  /** Lateness of each packet, ms. */
  lateMs?: (i: number) => number;
  lost?: (i: number) => boolean;
  /** Speed of the browser's clock against ours, parts per million. */
  ppm?: number;
  ticks?: number;
  firstTimestamp?: number;
}

/** Sends packets over a road with delays and holes while the bus ticks every 20 ms; returns what the bus got. */
function drive(list: Uint8Array[], road: Road = {}) {
  const intake = new Intake(opus.decoder());
  const depths: number[] = [];
  const arrivals = list
    .map((payload, i) => ({
      payload,
      timestamp: ((road.firstTimestamp ?? 0) + i * FRAME_SAMPLES) >>> 0,
      atMs: i * 20 * (1 - (road.ppm ?? 0) / 1e6) + (road.lateMs?.(i) ?? 0),
      i,
    }))
    .filter(({ i }) => road.lost?.(i) !== true)
    .sort((a, b) => a.atMs - b.atMs);
  const frames = Array.from({ length: road.ticks ?? list.length }, (_, tick) => {
    while ((arrivals[0]?.atMs ?? Infinity) <= tick * 20) {
      const packet = arrivals.shift();
      if (packet !== undefined) intake.push(packet, packet.atMs);
    }
    const frame = intake.pull();
    depths.push(intake.depthMs);
    return frame;
  });
  return { intake, frames, depths, pcm: joined(frames) };
}

/** A repeatable number between 0 and 1 for each i. */
const chance = (i: number, salt = 0): number => {
  const x = Math.sin((i + 1) * 12.9898 + salt * 78.233) * 43_758.5453;
  return x - Math.floor(x);
};

describe('the intake of a microphone', () => {
  it('gives one frame a tick and keeps 40 to 60 ms on a clean road', () => {
    const { intake, frames, depths } = drive(packets);
    expect(frames.every((frame) => frame.length === FRAME_SAMPLES)).toBe(true);
    expect(Math.max(...depths.slice(10))).toBeLessThanOrEqual(60);
    expect(intake.counts).toMatchObject({ packets: 1_000, late: 0, concealed: 0, recovered: 0 });
    expect(intake.counts.silent).toBeLessThanOrEqual(2);
    expect(measureLevel(joined(frames)).rmsDbfs).toBeCloseTo(measureLevel(speech).rmsDbfs, 0);
  });

  it('gives silence before the first packet and after a microphone has vanished, ending in a fade', () => {
    const { intake, frames } = drive(packets.slice(0, 60), { ticks: 200 });
    expect(frames.slice(100).every((frame) => frame.every((sample) => sample === 0))).toBe(true);
    const concealed = intake.counts.concealed;
    expect(concealed).toBe(3);
  });

  it('goes deeper with jitter of 120 ms, so that only the first bursts are guessed', () => {
    const { intake, depths } = drive(packets, { lateMs: (i) => chance(i) ** 3 * 120 });
    expect(intake.targetMs).toBeGreaterThan(80);
    expect(Math.max(...depths)).toBeLessThan(300);
    expect(intake.counts.late + intake.counts.concealed).toBeLessThan(15);
  });

  it('rebuilds single lost packets from the one after', () => {
    const { intake, frames } = drive(packets, { lost: (i) => i % 10 === 9 });
    expect(frames).toHaveLength(1_000);
    expect(intake.counts.recovered).toBeGreaterThan(40);
    expect(intake.counts.recovered + intake.counts.concealed).toBeGreaterThanOrEqual(98);
    expect(intake.counts.recovered + intake.counts.concealed).toBeLessThanOrEqual(102);
  });

  it.each([+300, -300])('keeps its depth with a browser clock of %d ppm over ten minutes', (ppm) => {
    const list = Array.from({ length: 30_000 }, (_, i) => packets[i % packets.length] as Uint8Array);
    const { intake, depths } = drive(list, { ppm, ticks: 29_980 });
    expect(Math.max(...depths.slice(100))).toBeLessThan(120);
    expect(
      ppm > 0 ? intake.counts.skipped : intake.counts.repeated + intake.counts.concealed,
    ).toBeGreaterThan(5);
    expect(intake.counts.overflowed).toBe(0);
  });

  it('throws a burst of 3 s away except its end, and goes on from there', () => {
    const stall = { from: 100, to: 250 };
    const lateMs = (i: number) => (i >= stall.from && i < stall.to ? (stall.to - i) * 20 : 0);
    const { intake, depths } = drive(packets, { lateMs });
    expect(intake.counts.overflowed).toBeGreaterThan(100);
    expect(depths[260]).toBeLessThan(250);
    expect(depths.at(-1)).toBeLessThan(250);
  });

  it('survives the wrap of the media clock and a new stream with another clock', () => {
    const wrap = drive(packets, { firstTimestamp: 2 ** 32 - 100 * FRAME_SAMPLES });
    expect(wrap.intake.counts).toMatchObject({ late: 0, concealed: 0 });
    const intake = new Intake(opus.decoder());
    const heard = packets.slice(0, 200).map((payload, i) => {
      const timestamp = i < 100 ? i * FRAME_SAMPLES : 3_000_000_000 + i * FRAME_SAMPLES;
      intake.push({ timestamp, payload }, i * 20);
      return intake.pull();
    });
    expect(measureLevel(joined(heard.slice(110))).rmsDbfs).toBeGreaterThan(-40);
    expect(intake.counts.silent).toBeLessThan(10);
  });

  it('takes broken payloads for lost packets', () => {
    const broken = packets.map((packet, i) => (i % 50 === 25 ? Uint8Array.of(0xff, 0xff, 1) : packet));
    const { intake, frames } = drive(broken);
    expect(frames).toHaveLength(1_000);
    expect(intake.counts.malformed).toBe(20);
  });
});

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { VirtualPole } from '@loa/firmware-sim';
import { eventually } from '@loa/protocol';
import { LiveScreen } from '../world/live-screen.ts';
import { during } from '../world/moment.ts';
import { openBrowser, signIn } from '../world/officer-browser.ts';
import { cpuSecondsOf, rssMbOf } from '../world/process-facts.ts';
import { longSpeech } from '../world/speech.ts';
import { ADMINISTRATOR, TwoWards } from '../world/two-wards.ts';
import { percentileOf, tenths, type Figures } from './table.ts';
import { UsageError } from './usage-error.ts';

const MINUTES = 30;
const READING_MS = 5_000;
const MINUTE_MS = 60_000;
/** Memory settles in the first minutes: growth is counted from their end on. */
const SETTLING_MINUTES = 2;
/** Both ends of the stretch, ms at most: long enough for the collector to have come by. */
const END_MS = 5 * MINUTE_MS;
const RESTARTS = 5;

interface Cost {
  /** Share of one core, %. */
  cpuPercent: number;
  /** The most that it held, MB. */
  rssMb: number;
  growthMb: number;
}

interface Reading {
  atMono: number;
  cpuSeconds: number;
  rssMb: number;
}

/**
 * What one agent costs while it plays a live broadcast, whether it grows, and how soon it is ready after its start. With
 * several of them each is measured, and the figures are the worst that any of them showed.
 */
export async function benchPole(args: readonly string[]): Promise<Figures> {
  const { minutes, count } = settingsOf(args);
  const world = await TwoWards.open({ poles: count, ppm: [50] });
  try {
    const { poles } = world.thachHung;
    const readyMs: number[] = [];
    for (const pole of poles) readyMs.push(percentileOf(await readyTimes(pole), 50) ?? NaN);
    await world.allOnline();
    const browser = await openBrowser(await longSpeech(join(world.folder, 'speech.wav')), true);
    try {
      const { username, password } = ADMINISTRATOR;
      const screen = new LiveScreen(await signIn(browser, world.server.ready.url, username, password));
      await screen.open([world.thachHung.areaId], false, { chime: 'none', profile: 'standard' });
      await screen.goLive();
      const costs = await Promise.all(
        poles.map(async (pole) => costOf(await watch(pole, minutes * MINUTE_MS))),
      );
      await screen.stop();
      costs.forEach((cost, i) =>
        console.log(`pole ${i + 1}`, JSON.stringify({ ...cost, readyMs: readyMs[i] })),
      );
      return { ...worstOf(costs), readyMs: Math.max(...readyMs), minutes, poles: count };
    } finally {
      await browser.close();
    }
  } finally {
    await world.close();
  }
}

function settingsOf(args: readonly string[]): { minutes: number; count: number } {
  const { values } = parseArgs({
    args: [...args],
    options: {
      minutes: { type: 'string', default: String(MINUTES) },
      poles: { type: 'string', default: '1' },
    },
  });
  const [minutes, count] = [Number(values.minutes), Number(values.poles)];
  if (!(minutes >= SETTLING_MINUTES + 1) || ![1, 2, 3].includes(count)) {
    const usage = `npm run bench -- pole [--minutes ${MINUTES}] [--poles 1]`;
    throw new UsageError(`${usage}, at least ${SETTLING_MINUTES + 1} minutes, one to three poles`);
  }
  return { minutes, count };
}

function worstOf(costs: readonly Cost[]): Cost {
  const most = (key: keyof Cost) => Math.max(...costs.map((cost) => cost[key]));
  return { cpuPercent: most('cpuPercent'), rssMb: most('rssMb'), growthMb: most('growthMb') };
}

/** From the start of the program to its word that it is ready to sound, ms, several times. */
async function readyTimes(pole: VirtualPole): Promise<number[]> {
  const times: number[] = [];
  for (let i = 0; i < RESTARTS; i += 1) {
    await pole.agent.stop();
    const before = (await readyMoments(pole)).length;
    const startedAt = Date.now();
    await pole.start();
    let moments: number[] = [];
    await eventually(async () => {
      moments = await readyMoments(pole);
      return moments.length > before ? undefined : 'the agent is not ready';
    });
    times.push((moments.at(-1) ?? NaN) - startedAt);
  }
  return times;
}

/** When the agent said that it was ready, Unix ms. */
async function readyMoments(pole: VirtualPole): Promise<number[]> {
  const lines = (await readFile(pole.logFile, 'utf8'))
    .split('\n')
    .filter((line) => line.includes('agent ready'));
  return lines.map((line) => (JSON.parse(line) as { time: number }).time);
}

async function watch(pole: VirtualPole, forMs: number): Promise<Reading[]> {
  const pid = pole.agent.pid as number;
  const readings: Reading[] = [];
  const untilMono = performance.now() + forMs;
  while (performance.now() < untilMono) {
    await during(READING_MS);
    const [cpuSeconds, rssMb] = await Promise.all([cpuSecondsOf(pid), rssMbOf(pid)]);
    readings.push({ atMono: performance.now(), cpuSeconds, rssMb });
  }
  return readings;
}

function costOf(readings: readonly Reading[]): Cost {
  const [first, last] = [readings[0] as Reading, readings.at(-1) as Reading];
  const settled = readings.filter(({ atMono }) => atMono - first.atMono >= SETTLING_MINUTES * MINUTE_MS);
  const settledMono = settled[0]?.atMono ?? 0;
  // What waits for the collector is no growth: the least that was held counts.
  const leastMb = (some: readonly Reading[]) => Math.min(...some.map(({ rssMb }) => rssMb));
  const endMs = Math.min(END_MS, (last.atMono - settledMono) / 2);
  const early = settled.filter(({ atMono }) => atMono - settledMono <= endMs);
  const late = settled.filter(({ atMono }) => last.atMono - atMono <= endMs);
  const seconds = (last.atMono - first.atMono) / 1000;
  return {
    cpuPercent: tenths(((last.cpuSeconds - first.cpuSeconds) / seconds) * 100),
    rssMb: tenths(Math.max(...readings.map(({ rssMb }) => rssMb))),
    growthMb: tenths(leastMb(late) - leastMb(early)),
  };
}

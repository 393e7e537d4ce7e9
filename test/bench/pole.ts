import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { VirtualPole } from '@loa/firmware-sim';
import { eventually } from '@loa/protocol';
import { trendOf } from '../probe/trend.ts';
import { LiveScreen } from '../world/live-screen.ts';
import { during } from '../world/moment.ts';
import { openBrowser, signIn } from '../world/officer-browser.ts';
import { cpuSecondsOf, rssMbOf } from '../world/process-facts.ts';
import { longSpeech } from '../world/speech.ts';
import { ADMINISTRATOR, TwoWards } from '../world/two-wards.ts';
import { hundredths, percentileOf, tenths, type Figures } from './table.ts';
import { UsageError } from './usage-error.ts';

const MINUTES = 30;
/** Between two readings, ms: memory is at its least for a moment only, after the collector has come by. */
const READING_MS = 200;
const MINUTE_MS = 60_000;
/** Before growth is counted: all that an agent does over and over has come round by then, the rarest every ten minutes. */
const SETTLING_MINUTES = 11;
/** The stretches whose least memory is compared, ms: long enough for the collector to have come by often. */
const STRETCH_MS = 5 * MINUTE_MS;
const RESTARTS = 5;

interface Cost {
  /** Share of one core, %. */
  cpuPercent: number;
  /** The most that it held, MB. */
  rssMb: number;
  /** Trend of the least that it held, over all stretches after the settling, MB. */
  growthMb: number;
  /** The least that it held in each stretch after the settling, MB. */
  leastMb: number[];
}

interface Reading {
  atMono: number;
  rssMb: number;
}

interface Watched {
  /** Share of one core over the whole time, %. */
  cpuPercent: number;
  readings: Reading[];
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
        poles.map(async (pole) => costOf(await watch(pole, (SETTLING_MINUTES + minutes) * MINUTE_MS))),
      );
      await screen.stop();
      costs.forEach((cost, i) =>
        console.log(`pole ${i + 1}`, JSON.stringify({ ...cost, readyMs: readyMs[i] })),
      );
      const worst = (key: 'cpuPercent' | 'rssMb' | 'growthMb') => Math.max(...costs.map((cost) => cost[key]));
      return {
        cpuPercent: worst('cpuPercent'),
        rssMb: worst('rssMb'),
        growthMb: worst('growthMb'),
        readyMs: Math.max(...readyMs),
        minutes,
        poles: count,
      };
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
  if (!(minutes >= 1) || ![1, 2, 3].includes(count)) {
    const usage = `npm run bench -- pole [--minutes ${MINUTES}] [--poles 1]`;
    throw new UsageError(
      `${usage}, at least one minute after ${SETTLING_MINUTES} to settle, one to three poles`,
    );
  }
  return { minutes, count };
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

async function watch(pole: VirtualPole, forMs: number): Promise<Watched> {
  const pid = pole.agent.pid as number;
  const readings: Reading[] = [];
  const [fromMono, cpuBefore] = [performance.now(), await cpuSecondsOf(pid)];
  while (performance.now() < fromMono + forMs) {
    await during(READING_MS);
    readings.push({ rssMb: await rssMbOf(pid), atMono: performance.now() });
  }
  const cpuSeconds = (await cpuSecondsOf(pid)) - cpuBefore;
  return { cpuPercent: (cpuSeconds / (performance.now() - fromMono)) * 100_000, readings };
}

function costOf({ cpuPercent, readings }: Watched): Cost {
  const fromMono = readings[0]?.atMono ?? NaN;
  const leastMb = leastOf(readings.filter(({ atMono }) => atMono - fromMono >= SETTLING_MINUTES * MINUTE_MS));
  return {
    cpuPercent: tenths(cpuPercent),
    rssMb: tenths(Math.max(...readings.map(({ rssMb }) => rssMb))),
    growthMb: tenths(trendOf(leastMb) * leastMb.length),
    leastMb: leastMb.map(hundredths),
  };
}

/** The least memory of every stretch, MB: what waits for the collector is no growth. */
function leastOf(settled: readonly Reading[]): number[] {
  const [first, last] = [settled[0] as Reading, settled.at(-1) as Reading];
  const allMs = last.atMono - first.atMono;
  const count = Math.max(2, Math.round(allMs / STRETCH_MS));
  const stretches = Array.from({ length: count }, (): number[] => []);
  for (const { atMono, rssMb } of settled) {
    stretches[Math.min(count - 1, Math.floor(((atMono - first.atMono) / allMs) * count))]?.push(rssMb);
  }
  return stretches.map((stretch) => Math.min(...stretch));
}

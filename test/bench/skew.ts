import { join } from 'node:path';
import { LiveScreen } from '../world/live-screen.ts';
import { during } from '../world/moment.ts';
import { FarPoles } from '../world/far-poles.ts';
import { openBrowser, signIn } from '../world/officer-browser.ts';
import { recordPoles } from '../world/recordings.ts';
import { longSpeech } from '../world/speech.ts';
import { ADMINISTRATOR } from '../world/two-wards.ts';
import type { LineKeys } from '../wan/line-keys.ts';
import { wallTimeOf, type StampedRecording } from '../probe/recording.ts';
import { skewBetween } from '../probe/skew-between.ts';
import { simulateDay } from './day.ts';
import { thousandths, type Figures } from './table.ts';
import { UsageError } from './usage-error.ts';

/** Errors of the six sound cards, parts per million. */
const CARDS_PPM = [-100, -60, -20, 20, 60, 100];
const TALK_MS = 60_000;
const LAN: LineKeys = {};
const WAN: LineKeys = { delay: 60, jitter: 30, loss: 5 };
/** Poles know the line for so long before somebody speaks, ms. */
const KNOWN_MS = 20_000;
const WINDOW_MS = 500;
const LOCK_WINDOW_MS = 250;
/** Poles that are this close are locked, ms; looked for in the beginning of a broadcast. */
const LOCKED_MS = 1;
const BEGINNING_MS = 10_000;
/** Sound begins where a sample exceeds this, full scale 32,768 (about -46 dBFS). */
const ONSET_AMPLITUDE = 160;
/** Windows damaged by the line tell nothing of time. */
const LEAST_LIKENESS = 0.8;

const PARTS = ['lan', 'wan', 'day'] as const;
type Part = (typeof PARTS)[number];

/**
 * Six poles with bad crystals: how far apart they sound the same syllable, on a LAN (`lan`), on a line with jitter
 * (`wan`), and over a simulated day (`day`). Without arguments all three.
 */
export async function benchSkew(args: readonly string[], centre: string): Promise<Figures> {
  const parts = partsOf(args);
  const lines = parts.filter((part) => part !== 'day');
  const heard = lines.length === 0 ? {} : await benchLines(lines, centre);
  return { ...heard, ...(parts.includes('day') ? dayFigures() : {}) };
}

function partsOf(args: readonly string[]): readonly Part[] {
  const isPart = (word: string): word is Part => (PARTS as readonly string[]).includes(word);
  if (!args.every(isPart)) throw new UsageError(`npm run bench -- skew [${PARTS.join('] [')}]`);
  return args.length === 0 ? PARTS : args.filter(isPart);
}

async function benchLines(lines: readonly Part[], centre: string): Promise<Figures> {
  const labels = CARDS_PPM.map((ppm) => `ppm${ppm}`.replace('-', 'm'));
  const world = await FarPoles.open(centre, labels, CARDS_PPM);
  try {
    const browser = await openBrowser(await longSpeech(join(world.folder, 'speech.wav')), true);
    try {
      const { username, password } = ADMINISTRATOR;
      const screen = new LiveScreen(await signIn(browser, world.server.ready.url, username, password));
      const lan = lines.includes('lan') ? await talk(world, screen, LAN) : undefined;
      const wan = lines.includes('wan') ? await talk(world, screen, WAN) : undefined;
      return { ...(lan && lanFigures(lan)), ...(wan && wanFigures(wan)) };
    } finally {
      await browser.close();
    }
  } finally {
    await world.close();
  }
}

async function talk(world: FarPoles, screen: LiveScreen, keys: LineKeys): Promise<StampedRecording[]> {
  for (const { line } of world.far) line.set(keys);
  await world.everyPole(({ state }) => (state === 'online' ? undefined : state));
  await during(KNOWN_MS);
  await screen.open([world.areaId], false, { chime: 'none', profile: 'standard' });
  const speak = async () => {
    await screen.goLive();
    await during(TALK_MS);
    await screen.stop();
    await during(2_000);
  };
  const recordings = await recordPoles(world.poles, world.folder, `delay${keys.delay ?? 0}`, speak, 'card');
  for (const { line } of world.far) line.set(LAN);
  return recordings;
}

function lanFigures(recordings: StampedRecording[]): Figures {
  const { apart, unmatchedPercent } = compared(recordings, WINDOW_MS);
  return {
    lanP95Ms: percentileOf(apart, 95),
    lanP99Ms: percentileOf(apart, 99),
    lockMs: lockMsOf(recordings),
    lanCompared: apart.length,
    lanUnmatchedPercent: unmatchedPercent,
  };
}

function wanFigures(recordings: StampedRecording[]): Figures {
  const { apart, unmatchedPercent } = compared(recordings, WINDOW_MS);
  return {
    wanP95Ms: percentileOf(apart, 95),
    wanP99Ms: percentileOf(apart, 99),
    wanCompared: apart.length,
    wanUnmatchedPercent: unmatchedPercent,
  };
}

interface Distance {
  atMs: number;
  /** Between two poles; infinite where one of them did not sound what the first one sounded. */
  ms: number;
}

/** How far apart two poles sounded, over all pairs and windows; and where a window of the first one was not found. */
function compared(
  recordings: StampedRecording[],
  windowMs: number,
): { apart: Distance[]; unmatchedPercent: number } {
  const all = distances(recordings, windowMs);
  const apart = all.filter(({ ms }) => Number.isFinite(ms));
  return { apart, unmatchedPercent: thousandths((1 - apart.length / all.length) * 100) };
}

/** How far apart any two poles sounded each window of the first one's sound. */
function distances(recordings: StampedRecording[], windowMs: number): Distance[] {
  const [first, ...others] = recordings as [StampedRecording, ...StampedRecording[]];
  const options = { windowMs, leastLikeness: LEAST_LIKENESS };
  const later = others.map((other) => {
    const { windows, unmatched } = skewBetween(first, other, options);
    const found = windows.map(({ atMs, skewMs }) => [atMs, skewMs] as const);
    return new Map([...found, ...unmatched.map((atMs) => [atMs, NaN] as const)]);
  });
  const moments = new Set(later.flatMap((pole) => [...pole.keys()]));
  return [...moments].flatMap((atMs) => {
    const places = [0, ...later.map((pole) => pole.get(atMs) ?? NaN)];
    return places.flatMap((one, i) =>
      places.slice(i + 1).map((other) => {
        const ms = Math.abs(one - other);
        return { atMs, ms: Number.isNaN(ms) ? Infinity : ms };
      }),
    );
  });
}

/**
 * From the first sound anywhere to the end of the last window in the beginning in which two poles were apart, or one
 * did not sound yet, ms.
 */
function lockMsOf(recordings: StampedRecording[]): number {
  const byOnset = recordings
    .map((recording) => ({ recording, onsetAt: onsetOf(recording) }))
    .sort((a, b) => a.onsetAt - b.onsetAt);
  const onsetAt = byOnset[0]?.onsetAt ?? NaN;
  const apart = distances(
    byOnset.map(({ recording }) => recording),
    LOCK_WINDOW_MS,
  ).filter(({ atMs, ms }) => ms > LOCKED_MS && atMs - onsetAt < BEGINNING_MS);
  const lastAt = apart.reduce((last, { atMs }) => Math.max(last, atMs + LOCK_WINDOW_MS), onsetAt);
  return Math.round(lastAt - onsetAt);
}

/** When a pole began to sound, Unix ms; infinite where it never did. */
function onsetOf(recording: StampedRecording): number {
  const onset = recording.samples.findIndex((sample) => Math.abs(sample) > ONSET_AMPLITUDE);
  return onset < 0 ? Infinity : wallTimeOf(recording, onset);
}

function dayFigures(): Figures {
  const days = [
    simulateDay({ cardPpm: 100, machinePpm: -30, seed: 1 }),
    simulateDay({ cardPpm: -100, machinePpm: 30, seed: 2 }),
  ];
  return {
    dayUnderruns: days.reduce((sum, { underruns }) => sum + underruns, 0),
    dayMaxMs: thousandths(Math.max(...days.map(({ maxMs }) => maxMs))),
  };
}

function percentileOf(all: readonly Distance[], percent: number): number | null {
  const ascending = all.map(({ ms }) => ms).sort((a, b) => a - b);
  const value = ascending[Math.min(ascending.length - 1, Math.ceil((percent / 100) * ascending.length) - 1)];
  return value === undefined ? null : thousandths(value);
}

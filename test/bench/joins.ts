import { execFile } from 'node:child_process';
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import type { VirtualPole } from '@loa/firmware-sim';
import { highBandLevels, STEP } from '../probe/high-band.ts';
import { frameAt, type StampedRecording } from '../probe/recording.ts';
import { startOf } from '../probe/start-of.ts';
import { busRecording, lastLive } from '../world/bus-recording.ts';
import { LiveScreen } from '../world/live-screen.ts';
import { during, moment } from '../world/moment.ts';
import { openBrowser, signIn } from '../world/officer-browser.ts';
import { readSound, recordPoles } from '../world/recordings.ts';
import { recordedSpeech } from '../world/speech.ts';
import { ADMINISTRATOR, TwoWards } from '../world/two-wards.ts';
import { tenths, type Figures } from './table.ts';
import { UsageError } from './usage-error.ts';

const run = promisify(execFile);

/** Of what is announced. */
const STORED_S = 14;
/** The fades last 250 ms; what lies this close to a join belongs to it, ms. */
const NEAR_MS = 350;
const LIVE_MS = 6_000;
/** Here the speech has nothing. */
const FROM_HZ = 15_000;
/** Every so many samples one is dropped, to know what the measure would show of it. */
const DROP_EVERY = 9_600;

interface Air {
  recording: StampedRecording;
  /** When the sound of one broadcast gave way to another, or began or ended: wall time. */
  joinsAt: number[];
  /** Times that the card ran dry meanwhile: a torn sound clicks, and is this machine's fault. */
  underruns: number;
}

/**
 * What an ear would hear as a click where broadcasts meet: an announcement is interrupted by live speech and comes back,
 * on a pole whose card is off by 100 ppm. `--picture FILE` keeps the spectrogram.
 */
export async function benchJoins(args: readonly string[]): Promise<Figures> {
  const picture = pictureOf(args);
  const world = await TwoWards.open({ poles: 1, ppm: [100, -100] });
  try {
    const air = await interrupted(world);
    if (picture !== undefined) await draw(world.folder, picture);
    return figuresOf(air);
  } finally {
    await world.close();
  }
}

function pictureOf(args: readonly string[]): string | undefined {
  try {
    return parseArgs({ args: [...args], options: { picture: { type: 'string' } } }).values.picture;
  } catch {
    throw new UsageError('npm run bench -- joins [--picture FILE.png]');
  }
}

async function interrupted(world: TwoWards): Promise<Air> {
  const { thachHung, folder, officer } = world;
  const pole = thachHung.poles[0] as VirtualPole;
  // Recorded over a telephone: nothing in it is near full scale, or above 4 kHz.
  const media = await world.prepare('Tiêm phòng', await recordedSpeech(join(folder, 'stored.wav'), STORED_S));
  const browser = await openBrowser(await recordedSpeech(join(folder, 'speech.wav')), true);
  try {
    const { username, password } = ADMINISTRATOR;
    const screen = new LiveScreen(await signIn(browser, world.server.ready.url, username, password));
    await screen.open([thachHung.areaId], true);
    const startAt = Date.now() + 6_000;
    const targets = { areaIds: [thachHung.areaId], zoneIds: [], clusterIds: [] };
    await officer.plan({ title: 'Tiêm phòng', class: 'normal', targets, mediaId: media.id, startAt });
    const record = async () => {
      await moment(startAt + 4_000);
      await screen.goLive();
      await during(LIVE_MS);
      await screen.stop();
      await moment(startAt + media.durationMs + LIVE_MS + 4_000);
    };
    const before = pole.card.underruns;
    const [recording] = await recordPoles([pole], folder, 'joins', record, 'card');
    const underruns = pole.card.underruns - before;
    const live = await readSound(await busRecording(officer, await lastLive(officer), folder));
    const liveAt = startOf(live, recording as StampedRecording) ?? NaN;
    const liveEndAt = liveAt + (live.samples.length / live.sampleRateHz) * 1000;
    const endAt = startAt + media.durationMs + liveEndAt - liveAt;
    const joinsAt = [startAt, liveAt, liveEndAt, endAt];
    return { recording: recording as StampedRecording, joinsAt, underruns };
  } finally {
    await browser.close();
  }
}

function figuresOf({ recording, joinsAt, underruns }: Air): Figures {
  const levels = highBandLevels(recording, FROM_HZ);
  const frames = joinsAt.map((at) => frameAt(recording, at));
  const reach = (NEAR_MS / 1000) * recording.sampleRateHz;
  const isNear = (index: number) => frames.some((frame) => Math.abs(index * STEP - frame) < reach);
  const elsewhere = levels.map((level, index) => (isNear(index) ? -Infinity : level));
  const loudest = elsewhere.reduce(
    (most, level, index) => (level > (elsewhere[most] ?? 0) ? index : most),
    0,
  );
  return {
    joinsAbove15kHzDbfs: tenths(Math.max(...levels.filter((_, index) => isNear(index)))),
    elsewhereAbove15kHzDbfs: tenths(elsewhere[loudest] ?? NaN),
    elsewhereAtMs: Math.round(((loudest * STEP) / recording.sampleRateHz) * 1000),
    underruns,
    droppedSampleAbove15kHzDbfs: tenths(Math.max(...highBandLevels(withDrops(recording), FROM_HZ))),
    joins: frames.filter((frame) => frame >= 0 && frame < recording.samples.length).length,
  };
}

function withDrops({ samples, sampleRateHz }: StampedRecording) {
  return { samples: samples.filter((_: number, i: number) => i % DROP_EVERY !== 0), sampleRateHz };
}

async function draw(folder: string, picture: string): Promise<void> {
  const drawn = join(folder, 'joins.png');
  const filter = 'showspectrumpic=s=1600x640:fscale=lin:drange=110:legend=1';
  const input = ['-nostdin', '-loglevel', 'error', '-y', '-i', join(folder, 'joins-0.wav')];
  await run('ffmpeg', [...input, '-lavfi', filter, drawn]);
  await copyFile(drawn, picture);
}

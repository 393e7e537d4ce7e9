import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { VirtualPole } from '@loa/firmware-sim';
import { eventually, type Cluster, type PriorityClass } from '@loa/protocol';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { damageIn, judgeFrames } from '../probe/intact-share.ts';
import { isSilent } from '../probe/is-silent.ts';
import { likenessIn } from '../probe/likeness-in.ts';
import type { StampedRecording } from '../probe/recording.ts';
import type { Sound } from '../probe/sound.ts';
import { startOf } from '../probe/start-of.ts';
import { busRecording, lastLive } from '../world/bus-recording.ts';
import { LiveScreen } from '../world/live-screen.ts';
import { during, moment } from '../world/moment.ts';
import { openBrowser, signIn } from '../world/officer-browser.ts';
import { anewIfDisturbed, readSound, recordPoles } from '../world/recordings.ts';
import { ShutPort } from '../world/shut-port.ts';
import { asWav, recordedSpeech, spokenMp3 } from '../world/speech.ts';
import { ADMINISTRATOR, TwoWards } from '../world/two-wards.ts';

const TEXT = 'Kính thưa bà con, sáng mai tiêm phòng cho trẻ em tại trạm y tế phường.';
const START_TOLERANCE_MS = 50;

let world: TwoWards;
let browser: Browser;
let screen: LiveScreen;
/** The one that forgets the time. */
let pole: VirtualPole;
/** Its way to the server's HTTPS port, by which it asks for the time. */
let httpsWay: ShutPort;
let mediaId: string;
let reference: Sound;

beforeAll(async () => {
  // The machine's own time service may be there or not: the pole must not know the time from it.
  world = await TwoWards.open({ poles: 1, agentSettings: { systemClock: 'never' } });
  pole = world.thachHung.poles[0] as VirtualPole;
  httpsWay = await ShutPort.before(world.server.ready.httpsPort);
  browser = await openBrowser(await recordedSpeech(join(world.folder, 'speech.wav'), 28), true);
  const { username, password } = ADMINISTRATOR;
  screen = new LiveScreen(await signIn(browser, world.server.ready.url, username, password));
  const media = await world.prepare('Tiêm phòng', await spokenMp3(join(world.folder, 'told.mp3'), TEXT));
  mediaId = media.id;
  const prepared = join(world.folder, 'prepared.opus');
  await writeFile(prepared, await world.officer.audio(media.sha256));
  reference = await readSound(await asWav(prepared, join(world.folder, 'prepared.wav')));
});

afterAll(async () => {
  await browser?.close();
  await world?.close();
  await httpsWay?.close();
});

/** Plans the announcement for both poles and waits until both have it, with its sound, on their disks. */
async function plan(
  inMs: number,
  priorityClass: PriorityClass = 'normal',
): Promise<{ id: string; startAt: number }> {
  const before = await planRevisions();
  const startAt = Date.now() + inMs;
  const targets = { areaIds: [], zoneIds: [], clusterIds: world.clusterIds };
  const what = { title: 'Tiêm phòng', class: priorityClass, mediaId };
  const { id } = await world.officer.plan({ ...what, targets, startAt });
  await world.everyPole((cluster) => {
    if (planRevisionOf(cluster) <= (before.get(cluster.id) ?? NaN)) return 'has the old plan';
    return cluster.reported?.plan.missingMedia === 0 ? undefined : 'misses the sound';
  });
  return { id, startAt };
}

async function planRevisions(): Promise<Map<string, number>> {
  const clusters = await world.officer.clusters();
  return new Map(clusters.map((cluster) => [cluster.id, planRevisionOf(cluster)]));
}

function planRevisionOf({ reported }: Cluster): number {
  return reported?.planRevision ?? -1;
}

/** As after a power cut, in a network that lets the pole reach the broker and the sound, and not HTTPS. */
async function comeBackWithoutTime(): Promise<void> {
  await pole.agent.kill();
  const { serverUrl } = (await agentFile('identity.json')) as { serverUrl: string };
  const url = new URL(serverUrl);
  url.port = String(httpsWay.port);
  await changeAgentFile('identity.json', { serverUrl: url.origin });
  await changeAgentFile('time.json', { machineRun: 'before the power cut' });
  await pole.start();
}

async function agentFile(name: string): Promise<object> {
  return JSON.parse(await readFile(join(pole.folder, 'agent', name), 'utf8')) as object;
}

async function changeAgentFile(name: string, changes: object): Promise<void> {
  const changed = { ...(await agentFile(name)), ...changes };
  await writeFile(join(pole.folder, 'agent', name), JSON.stringify(changed));
}

/** Waits until the officer sees the pole online, and with or without the problem. */
async function untilClockUnknown(isThere: boolean): Promise<Cluster> {
  let seen: Cluster | undefined;
  await eventually(async () => {
    seen = (await world.officer.cluster(pole.id)).cluster;
    if (seen.state !== 'online') return seen.state;
    return hasClockUnknown(seen) === isThere ? undefined : `clock-unknown is ${!isThere}`;
  }, 20_000);
  return seen as Cluster;
}

function hasClockUnknown({ reported }: Cluster): boolean {
  return (reported?.problems ?? []).some(({ code }) => code === 'clock-unknown');
}

async function untilLiveSounds(): Promise<void> {
  await eventually(async () => {
    const { cluster } = await world.officer.cluster(pole.id);
    return cluster.reported?.sounding?.kind === 'live' ? undefined : 'no live sound';
  }, 15_000);
}

async function record(
  poles: readonly VirtualPole[],
  name: string,
  what: () => Promise<void>,
): Promise<[StampedRecording, ...StampedRecording[]]> {
  const recordings = await recordPoles(poles, world.folder, name, what);
  return recordings as [StampedRecording, ...StampedRecording[]];
}

/** The last seconds of a sound. */
function endOf({ samples, sampleRateHz }: Sound, seconds: number): Sound {
  return { samples: samples.slice(-seconds * sampleRateHz), sampleRateHz };
}

async function untilOver(startAt: number): Promise<void> {
  await moment(startAt + (reference.samples.length / reference.sampleRateHz) * 1000 + 500);
}

function expectOnTime(recording: StampedRecording | undefined, startAt: number): void {
  const played = recording as StampedRecording;
  expect(Math.abs((startOf(reference, played) ?? NaN) - startAt)).toBeLessThanOrEqual(START_TOLERANCE_MS);
  const verdict = judgeFrames(reference, played);
  expect(verdict.intact, `damaged: ${damageIn(verdict)}`).toBeGreaterThanOrEqual(0.98);
}

describe('a pole that comes back without the time', () => {
  /** The announcement that it held back. */
  let heldBack: string;

  it(
    'says so and holds back what is planned, although plan and sound lie on its disk, while its neighbour plays it',
    anewIfDisturbed(async () => {
      const { id, startAt } = await plan(7_000);
      heldBack = id;
      await comeBackWithoutTime();
      const { reported } = await untilClockUnknown(true);
      expect(reported?.clock.known).toBe(false);
      expect(reported?.plan.occurrences).toBeGreaterThan(0);
      expect(reported?.plan.missingMedia).toBe(0);
      const [unsure, neighbour] = await record(world.poles, 'planned', () => untilOver(startAt));
      expectOnTime(neighbour, startAt);
      expect(isSilent(unsure)).toBe(true);
    }),
  );

  it(
    'sounds a live broadcast all the same',
    anewIfDisturbed(async () => {
      await screen.open([world.thachHung.areaId], false, { chime: 'none' });
      const [recording] = await record([pole], 'live', async () => {
        await screen.goLive();
        await untilLiveSounds();
        await during(3_000);
        await screen.stop();
        await during(1_000);
      });
      await untilClockUnknown(true);
      const spoken = await busRecording(world.officer, await lastLive(world.officer), world.folder);
      const lastWords = endOf(await readSound(spoken), 2);
      expect(likenessIn(recording, lastWords)).toBeGreaterThan(0.8);
    }),
  );

  it(
    'plays an emergency that the server sends it now, by the time as far as it can be guessed',
    anewIfDisturbed(async () => {
      const { startAt } = await plan(4_000, 'emergency');
      const [recording] = await record([pole], 'urgent', () => untilOver(startAt));
      expectOnTime(recording, startAt);
      await untilClockUnknown(true);
    }),
  );

  it('learns the time as soon as the server tells it, and owns up to what it missed', async () => {
    await httpsWay.open();
    await untilClockUnknown(false);
    await eventually(async () => {
      const { clusters } = await world.officer.broadcast(heldBack);
      const { outcome, playedMs } = clusters.find(({ clusterId }) => clusterId === pole.id) ?? {};
      return outcome === 'missed' && playedMs === 0 ? undefined : `${outcome}, ${playedMs} ms`;
    }, 15_000);
  });

  it(
    'then plays what is planned next on its time',
    anewIfDisturbed(async () => {
      const { startAt } = await plan(4_000);
      const [recording] = await record([pole], 'next', () => untilOver(startAt));
      expectOnTime(recording, startAt);
    }),
  );
});

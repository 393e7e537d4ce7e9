import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually, type AuditEntry } from '@loa/protocol';
import { isSilent } from '../probe/is-silent.ts';
import { longestQuietMs } from '../probe/quiet-stretch.ts';
import { frameAt, type StampedRecording } from '../probe/recording.ts';
import type { Sound } from '../probe/sound.ts';
import { soundAgainMs } from '../probe/sound-again.ts';
import { LiveScreen } from '../world/live-screen.ts';
import { during } from '../world/moment.ts';
import { openBrowser, signIn } from '../world/officer-browser.ts';
import { childrenOf } from '../world/process-facts.ts';
import { recordPoles } from '../world/recordings.ts';
import { recordedSpeech } from '../world/speech.ts';
import { ADMINISTRATOR, TwoWards } from '../world/two-wards.ts';

/** Pauses of the speaker, which are no fault. */
const SPEECH_PAUSE_MS = 1_000;
/** Longer than the broker and the server wait for a word from a pole. */
const ASLEEP_MS = 30_000;

let world: TwoWards;
let browser: Browser;
let screen: LiveScreen;

beforeAll(async () => {
  world = await TwoWards.open({ poles: 1 });
  browser = await openBrowser(await recordedSpeech(join(world.folder, 'speech.wav'), 28), true);
  const { username, password } = ADMINISTRATOR;
  screen = new LiveScreen(await signIn(browser, world.server.ready.url, username, password));
});

afterAll(async () => {
  await browser?.close();
  await world?.close();
});

async function sounding(): Promise<number> {
  const clusters = await world.officer.clusters();
  return clusters.filter(({ reported }) => reported?.sounding?.kind === 'live').length;
}

function untilSounding(poles: number): Promise<void> {
  return eventually(async () => {
    const now = await sounding();
    return now === poles ? undefined : `${now} sound`;
  }, 15_000);
}

describe('a live broadcast goes on', () => {
  it('within 3 s after the media worker was killed, and the server stays', async () => {
    await screen.open([world.thachHung.areaId, world.tanGiang.areaId], false, { chime: 'none' });
    const serverPid = world.server.pid;
    let killedAt = 0;
    const recordings = await recordPoles(world.poles, world.folder, 'worker', async () => {
      await screen.goLive();
      await untilSounding(2);
      await during(3_000);
      const [worker] = await childrenOf(serverPid);
      process.kill(worker as number, 'SIGKILL');
      killedAt = Date.now();
      await during(8_000);
      await screen.stop();
    });
    expect(world.server.pid).toBe(serverPid);
    for (const recording of recordings) {
      expect(longestQuietMs(recording)).toBeLessThan(3_000 + SPEECH_PAUSE_MS);
      expect(isSilent(after(recording, killedAt + 3_000))).toBe(false);
    }
  });

  it('as the same one, within 5 s after the whole server was killed and started again, with nothing pressed', async () => {
    await screen.open([world.thachHung.areaId, world.tanGiang.areaId], false, { chime: 'none' });
    let killedAt = 0;
    let id = '';
    const recordings = await recordPoles(world.poles, world.folder, 'server', async () => {
      await screen.goLive();
      await untilSounding(2);
      await during(2_000);
      id = (await runningLive()).join();
      killedAt = Date.now();
      await world.server.kill();
      await Promise.all([world.server.start(), screen.untilToldOf('away')]);
      await screen.untilToldOf('resumed');
      await eventually(async () => {
        const cue = await screen.cue();
        return cue === 'Mời nói' ? undefined : cue;
      });
      await during(killedAt + 10_000 - Date.now());
      const { broadcast } = await world.officer.broadcast(id);
      expect(broadcast.counts).toMatchObject({ targeted: 2, sounding: 2, heard: 2 });
      expect(await screen.counts()).toContain('2/2');
      expect(await runningLive()).toEqual([id]);
      await screen.stop();
    });
    const times = { fromMs: killedAt, countedFromMs: killedAt, untilMs: killedAt + 9_000 };
    const backAfterMs = recordings.map((recording) => soundAgainMs(recording, times, SPEECH_PAUSE_MS));
    console.log(`sound again after ${backAfterMs.join(' and ')} ms`);
    for (const ms of backAfterMs) expect(ms ?? Infinity).toBeLessThanOrEqual(5_000);
    await eventually(async () => {
      const { broadcast } = await world.officer.broadcast(id);
      return broadcast.recorded ? undefined : 'not recorded';
    });
    expect(await liveDeeds()).toEqual(['live.stop', 'live.take-over', 'live.resume', 'live.start']);
  });

  it('on a pole that was killed and started in the middle, and on the others without a break', async () => {
    await screen.open([world.thachHung.areaId, world.tanGiang.areaId], false, { chime: 'none' });
    const recordings = await recordPoles(world.poles, world.folder, 'pole', async () => {
      await screen.goLive();
      await untilSounding(2);
      await during(1_000);
      await world.poles[0]?.agent.kill();
      await world.poles[0]?.start();
      await untilSounding(2);
      await during(3_000);
      await screen.stop();
    });
    const [restarted, other] = recordings.map(longestQuietMs) as [number, number];
    expect(restarted).toBeLessThan(8_000);
    expect(other).toBeLessThan(SPEECH_PAUSE_MS);
  });

  it('on a pole that stood still for half a minute, within 3 s after it moves again', async () => {
    await screen.open([world.thachHung.areaId, world.tanGiang.areaId], false, { chime: 'none' });
    const times = { fromMs: 0, countedFromMs: 0, untilMs: 0 };
    const [stopped, other] = await recordPoles(world.poles, world.folder, 'asleep', async () => {
      await screen.goLive();
      await untilSounding(2);
      // What a pole says it sounds is heard by the horns up to a promised latency later.
      await during(2_000);
      const pid = world.poles[0]?.agent.pid as number;
      times.fromMs = Date.now();
      process.kill(pid, 'SIGSTOP');
      await during(ASLEEP_MS).finally(() => process.kill(pid, 'SIGCONT'));
      times.countedFromMs = Date.now();
      await during(8_000);
      times.untilMs = Date.now();
      await screen.stop();
    });
    const backAfterMs = soundAgainMs(stopped as StampedRecording, times, SPEECH_PAUSE_MS);
    console.log(`sound again after ${backAfterMs} ms`);
    expect(longestQuietMs(stopped as StampedRecording)).toBeGreaterThan(ASLEEP_MS - 1_000);
    expect(backAfterMs ?? Infinity).toBeLessThanOrEqual(3_000);
    expect(longestQuietMs(other as StampedRecording)).toBeLessThan(SPEECH_PAUSE_MS);
  });
});

/** Ids of the live broadcasts that nobody has stopped. */
async function runningLive(): Promise<string[]> {
  const all = await world.officer.broadcasts();
  return all.filter(({ kind, endAt }) => kind === 'live' && endAt === null).map(({ id }) => id);
}

/** What was done with the last live broadcast, the last deed first. */
async function liveDeeds(): Promise<string[]> {
  const entries = await world.officer.get<AuditEntry[]>('/api/audit?limit=20');
  const deeds = entries.map(({ action }) => action).filter((action) => action.startsWith('live.'));
  return deeds.slice(0, deeds.indexOf('live.start') + 1);
}

/** What sounded from a wall time on. */
function after(recording: StampedRecording, atMs: number): Sound {
  const { samples, sampleRateHz } = recording;
  return { samples: samples.slice(Math.round(frameAt(recording, atMs))), sampleRateHz };
}

import { join } from 'node:path';
import { writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isSilent } from '../probe/is-silent.ts';
import { damageIn, judgeFrames } from '../probe/intact-share.ts';
import type { StampedRecording } from '../probe/recording.ts';
import type { Sound } from '../probe/sound.ts';
import { startOf } from '../probe/start-of.ts';
import { moment } from '../world/moment.ts';
import { anewIfDisturbed, readSound, recordPoles } from '../world/recordings.ts';
import { asWav, spokenMp3 } from '../world/speech.ts';
import { TwoWards } from '../world/two-wards.ts';

const TEXT = 'Thông báo của Ủy ban nhân dân phường. Chiều nay có mưa to, đề nghị bà con chằng chống nhà cửa.';
const START_TOLERANCE_MS = 50;

let world: TwoWards;
let reference: Sound;
let mediaId: string;

beforeAll(async () => {
  world = await TwoWards.open({ ppm: [60, -40, 20, -60, 40, 0] });
  const mp3 = await spokenMp3(join(world.folder, 'announcement.mp3'), TEXT);
  const media = await world.prepare('Thông báo mưa lớn', mp3);
  mediaId = media.id;
  const prepared = join(world.folder, 'prepared.opus');
  await writeFile(prepared, await world.officer.audio(media.sha256));
  reference = await readSound(await asWav(prepared, join(world.folder, 'prepared.wav')));
});

afterAll(() => world?.close());

/** Plans the announcement for both wards and waits until every pole has it on its disk. */
async function plan(inMs: number): Promise<number> {
  const startAt = Date.now() + inMs;
  await world.officer.plan({
    title: 'Thông báo mưa lớn',
    class: 'normal',
    targets: { areaIds: [world.thachHung.areaId, world.tanGiang.areaId], zoneIds: [], clusterIds: [] },
    mediaId,
    startAt,
  });
  await world.everyPole(({ reported }) => {
    const plan = reported?.plan;
    if (plan === undefined || plan.occurrences === 0) return 'has no plan';
    return plan.missingMedia === 0 ? undefined : `misses ${plan.missingMedia} recordings`;
  });
  return startAt;
}

async function untilOver(startAt: number): Promise<void> {
  const lengthMs = (reference.samples.length / reference.sampleRateHz) * 1000;
  await moment(startAt + lengthMs + 500);
}

function expectOnTime(recordings: StampedRecording[], startAt: number): void {
  recordings.forEach((recording, index) => {
    const began = startOf(reference, recording);
    expect(Math.abs((began ?? NaN) - startAt)).toBeLessThanOrEqual(START_TOLERANCE_MS);
    const verdict = judgeFrames(reference, recording);
    expect(verdict.intact, `pole ${index}, damaged: ${damageIn(verdict)}`).toBeGreaterThanOrEqual(0.98);
  });
}

describe('an announcement that was uploaded as MP3 and planned for both wards', () => {
  it(
    'plays on all six poles on its time',
    anewIfDisturbed(async () => {
      const startAt = await plan(6_000);
      const recordings = await recordPoles(world.poles, world.folder, 'plain', () => untilOver(startAt));
      expect(recordings).toHaveLength(6);
      expectOnTime(recordings, startAt);
    }),
  );

  it(
    'plays on its time although an agent was restarted in between',
    anewIfDisturbed(async () => {
      const startAt = await plan(12_000);
      const restarted = world.poles[1];
      const recordings = await recordPoles(world.poles, world.folder, 'restarted', async () => {
        await restarted?.agent.kill();
        await restarted?.start();
        await untilOver(startAt);
      });
      expectOnTime(recordings, startAt);
    }),
  );

  it('falls silent when it is cancelled', async () => {
    const startAt = await plan(3_000);
    const [broadcast] = (await world.officer.broadcasts()).filter((one) => one.startAt === startAt);
    await world.officer.cancel(broadcast?.id ?? '');
    const recordings = await recordPoles(world.poles, world.folder, 'cancelled', () => untilOver(startAt));
    expect(recordings.map(isSilent)).toEqual(Array(6).fill(true));
  });

  it(
    'plays on its time although server and broker were killed ten seconds before',
    anewIfDisturbed(async () => {
      const startAt = await plan(14_000);
      const recordings = await recordPoles(world.poles, world.folder, 'killed', async () => {
        await moment(startAt - 10_000);
        await world.server.kill();
        await untilOver(startAt);
      });
      expectOnTime(recordings, startAt);
    }),
  );
});

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startOf } from '../probe/start-of.ts';
import { moment } from '../world/moment.ts';
import { readSound, recordPoles } from '../world/recordings.ts';
import { asWav, spokenMp3 } from '../world/speech.ts';
import { TwoWards } from '../world/two-wards.ts';
import { percentileOf, type Figures } from './table.ts';

const STARTS = 50;
const EVERY_MS = 4_000;
/** From this start on, server and broker are dead. */
const KILLED_AT = 25;
const LEAD_MS = 30_000;

/**
 * 50 planned starts on six poles, the second half with server and broker killed: error of each start on each pole
 * against the wall clock, and how many were missed.
 */
export async function benchPlan(): Promise<Figures> {
  const world = await TwoWards.open({ ppm: [60, -40, 20, -60, 40, 0] });
  try {
    const media = await world.prepare(
      'Số đếm',
      await spokenMp3(join(world.folder, 'short.mp3'), 'Thông báo số một hai ba'),
    );
    const prepared = join(world.folder, 'prepared.opus');
    await writeFile(prepared, await world.officer.audio(media.sha256));
    const reference = await readSound(await asWav(prepared, `${prepared}.wav`));
    const first = Date.now() + LEAD_MS;
    const starts = Array.from({ length: STARTS }, (_, index) => first + index * EVERY_MS);
    const targets = { areaIds: [world.thachHung.areaId, world.tanGiang.areaId], zoneIds: [], clusterIds: [] };
    for (const startAt of starts) {
      await world.officer.plan({ title: 'Số đếm', class: 'normal', targets, mediaId: media.id, startAt });
    }
    await world.everyPole(({ reported }) =>
      reported?.plan.occurrences === STARTS && reported.plan.missingMedia === 0
        ? undefined
        : 'has not got the plan',
    );
    const recordings = await recordPoles(world.poles, world.folder, 'plan', async () => {
      await moment((starts[KILLED_AT] as number) - EVERY_MS / 2);
      await world.server.kill();
      console.log('server and broker killed');
      await moment((starts.at(-1) as number) + media.durationMs + 1_000);
    });
    const errors = recordings.flatMap((recording) =>
      starts.map((startAt) => {
        const from = Math.max(
          0,
          Math.round(((startAt - 1_000 - (recording.stamps[0]?.atMs ?? 0)) / 1000) * 48_000),
        );
        const samples = recording.samples.slice(
          from,
          from + Math.round((media.durationMs / 1000 + 2) * 48_000),
        );
        const stamps = recording.stamps.map(({ frame, atMs }) => ({ frame: frame - from, atMs }));
        return (startOf(reference, { ...recording, samples, stamps }) ?? Infinity) - startAt;
      }),
    );
    const isThere = (error: number) => Math.abs(error) < 1_000;
    return {
      startErrorP99Ms: percentileOf(errors.filter(isThere).map(Math.abs), 99),
      startErrorP50Ms: percentileOf(errors.filter(isThere).map(Math.abs), 50),
      starts: errors.length,
      missed: errors.filter((error) => !isThere(error)).length,
    };
  } finally {
    await world.close();
  }
}

import { readdir } from 'node:fs/promises';
import { pino } from 'pino';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { eventually, type GoLive } from '@loa/protocol';
import { ReserveKeeper } from '../storage/reserve-keeper.ts';
import { canMount, openTinyDisk, type TinyDisk } from '../testing/tiny-disk.ts';
import { openLiveBench, type LiveBench } from './testing/live-bench.ts';
import { browserEncoder, testOpus } from './testing/opus.ts';
import { framesOf, recordedSpeech } from './testing/speech.ts';

const SIZES = { reserveBytes: 2_000_000, makeAtBytes: 4_000_000 };
const mayMount = await canMount();
let speech: Uint8Array[];

beforeAll(async () => {
  const encoder = browserEncoder(await testOpus());
  speech = framesOf(await recordedSpeech(10)).map((frame) => encoder.encode(frame));
});

const emergency: GoLive = {
  ...{ microphoneId: 'mic', title: 'Mưa lũ', class: 'emergency', profile: 'talk', chime: 'none' },
  targets: { areaIds: [], zoneIds: [], clusterIds: ['p1'] },
};

describe.skipIf(!mayMount)('on air with a full disk (skipped where nothing may be mounted)', () => {
  let disk: TinyDisk;
  let bench: LiveBench;

  beforeEach(async () => {
    disk = (await openTinyDisk(12)) as TinyDisk;
    const { folder } = disk;
    const reserve = new ReserveKeeper({ folder, log: pino({ level: 'silent' }), sizes: SIZES });
    await reserve.start();
    bench = await openLiveBench(['p1'], { folder, reserve });
    await bench.plugIn('mic', speech);
  });
  afterEach(async () => {
    await bench.close().finally(() => disk.close());
  });

  const deeds = async (): Promise<string[]> =>
    (await bench.stores.audit.list({ limit: 9 })).map(({ action }) => action);

  it('an emergency is heard and stopped; it is not recorded, and the record says so', async () => {
    const { desk, people, listen, store, folder } = bench;
    const pole = await listen('p1');
    await disk.fill();
    const { id, recorded } = await desk.goLive(people.officer, emergency);
    expect(recorded).toBe(false);
    await eventually(() => (pole.heard.length >= 50 ? undefined : `${pole.heard.length} packets`));
    const { endAt } = await desk.stop(people.officer, id);
    await eventually(async () => {
      const all = await deeds();
      const expected = ['live.start', 'live.stop', 'live.recording-broken-off'];
      return expected.every((deed) => all.includes(deed)) ? undefined : all.join();
    });
    await eventually(() => (desk.counts(id) === undefined ? undefined : 'not over'));
    expect(await store.find(id)).toMatchObject({ endAt, recording: null });
    expect(await readdir(folder)).not.toContain(`${id}.opus`);
  });

  it('that fills in the middle, the poles hear all of it and what was recorded until then is kept', async () => {
    const { desk, people, listen, store } = bench;
    const pole = await listen('p1');
    const { id } = await desk.goLive(people.officer, emergency);
    await eventually(() => (pole.heard.length >= 120 ? undefined : `${pole.heard.length} packets`));
    await disk.fill();
    await eventually(async () => {
      const all = await deeds();
      return all.includes('live.recording-broken-off') ? undefined : all.join();
    });
    const before = pole.heard.length;
    await eventually(() => (pole.heard.length >= before + 50 ? undefined : 'silent'));
    await desk.stop(people.officer, id);
    await eventually(async () => ((await store.find(id))?.recording === null ? 'not kept' : undefined));
    expect((await deeds()).filter((deed) => deed === 'live.recording-broken-off')).toHaveLength(1);
  });
});

import { readFile, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  eventually,
  LATENCY_MS,
  measureLevel,
  OggOpusWriter,
  readOggOpus,
  type ConsoleEvent,
  type Desired,
  type GoLive,
  type Opus,
} from '@loa/protocol';
import type { ListeningPole } from './testing/listening-pole.ts';
import { openLiveBench, type LiveBench } from './testing/live-bench.ts';
import { browserEncoder, testOpus } from './testing/opus.ts';
import { framesOf, joined, recordedSpeech } from './testing/speech.ts';

const SIX = ['p1', 'p2', 'p3', 'p4', 'p5', 'p6'];
let opus: Opus;
let speech: Uint8Array[];
let bench: LiveBench | undefined;

beforeAll(async () => {
  opus = await testOpus();
  const encoder = browserEncoder(opus);
  speech = framesOf(await recordedSpeech(10)).map((frame) => encoder.encode(frame));
});

afterEach(async () => {
  await bench?.close();
  bench = undefined;
});

async function arrange(clusterIds = SIX): Promise<LiveBench> {
  bench = await openLiveBench(clusterIds);
  return bench;
}

function ask(clusterIds: readonly string[], changes: Partial<GoLive> = {}): GoLive {
  return {
    microphoneId: 'mic',
    title: 'Mưa lũ',
    class: 'normal',
    targets: { areaIds: [], zoneIds: [], clusterIds: [...clusterIds] },
    profile: 'talk',
    chime: 'none',
    ...changes,
  };
}

const has = (pole: ListeningPole, packets: number) => () =>
  pole.heard.length >= packets ? undefined : `${pole.heard.length} of ${packets} packets`;

const soundOf = (pole: ListeningPole, from = 0): Int16Array => {
  const decoder = opus.decoder();
  return joined(pole.heard.slice(from).map(({ payload }) => decoder.decode(payload)));
};

const lastLevel = (events: ConsoleEvent[]) => events.filter((event) => event.type === 'level').at(-1);

describe('on air with six poles', () => {
  it('every pole hears the same from the first packet on, which was captured at the press', async () => {
    const { desk, people, listen, plugIn, desiredOf } = await arrange();
    const poles = await Promise.all(SIX.map((id) => listen(id)));
    await plugIn('mic', speech);
    const { id } = await desk.goLive(people.officer, ask(SIX));
    expect(desk.activeBroadcasts()).toEqual([id]);
    for (const pole of poles) await eventually(has(pole, 60));
    for (const [i, pole] of poles.entries()) {
      const first = pole.heard[0];
      const live = desiredOf(SIX[i] as string)?.live;
      expect(first?.timestamp).toBe(0);
      expect(first?.ssrc).toBe(live?.ssrc);
      expect(first?.payloadType).toBe(live?.payloadType);
      const aheadMs = (first?.captureAt ?? 0) + LATENCY_MS.talk - (live?.startAt ?? 0);
      expect(aheadMs).toBeGreaterThanOrEqual(-1);
      expect(aheadMs).toBeLessThan(110);
      expect(pole.foreign).toBe(0);
      const stamps = pole.heard.map(({ timestamp }) => timestamp);
      expect(stamps).toEqual(stamps.map((_, n) => n * 960));
      expect(measureLevel(soundOf(pole)).rmsDbfs).toBeGreaterThan(-40);
    }
  });

  it('a pole that comes later joins, and one that asks for a new flow gets the sound there', async () => {
    const { desk, people, listen, plugIn, desiredOf } = await arrange(['p1', 'p2']);
    await plugIn('mic', speech);
    const first = await listen('p1');
    const { id } = await desk.goLive(people.officer, ask(['p1', 'p2']));
    await eventually(has(first, 20));
    const late = await listen('p2');
    await eventually(has(late, 20));
    expect(late.heard[0]?.ssrc).toBe(desiredOf('p2')?.live?.ssrc);
    expect(late.heard[0]?.timestamp).toBeGreaterThan(0);
    const renewed = await listen('p1', 'p1-again');
    await eventually(has(renewed, 20));
    expect(desiredOf('p1')?.live).toMatchObject({ broadcastId: id, ssrc: renewed.heard[0]?.ssrc });
  });
});

describe('a second copy of the packets', () => {
  it('goes to the pole that wishes it, a while after the first, until it wishes it no more', async () => {
    const { desk, people, listen, plugIn, desiredOf, poles } = await arrange(['p1', 'p2']);
    await plugIn('mic', speech);
    const [bad, good] = [await listen('p1'), await listen('p2')];
    await desk.goLive(people.officer, ask(['p1', 'p2']));
    await eventually(has(bad, 20));
    expect(desiredOf('p1')?.live?.spread).toBeNull();
    poles.wishSpread('p1', true);
    const ssrc = await eventuallySpread(() => desiredOf('p1')?.live?.spread?.ssrc);
    const copies = () => bad.heard.filter((packet) => packet.ssrc === ssrc);
    await eventually(() => (copies().length >= 20 ? undefined : `${copies().length} copies`));
    const laterMs: number[] = [];
    for (const copy of copies()) {
      const first = bad.heard.find((each) => each.ssrc !== ssrc && each.timestamp === copy.timestamp);
      expect(copy.captureAt).toBe(first?.captureAt);
      expect(copy.payload).toEqual(first?.payload);
      laterMs.push(copy.arrivedMono - (first?.arrivedMono ?? NaN));
    }
    // A busy machine may hand on a few together; most come a third of the latency later.
    expect(laterMs.sort((a, b) => a - b)[laterMs.length >> 1]).toBeGreaterThan(80);
    expect(new Set(good.heard.map((packet) => packet.ssrc)).size).toBe(1);
    poles.wishSpread('p1', false);
    await eventually(() => (desiredOf('p1')?.live?.spread === null ? undefined : 'still two copies'));
  });

  it('is there from the first packet on where the pole has wished it before', async () => {
    const { desk, people, listen, plugIn, desiredOf, poles } = await arrange(['p1']);
    await plugIn('mic', speech);
    const pole = await listen('p1');
    poles.wishSpread('p1', true);
    await desk.goLive(people.officer, ask(['p1']));
    const ssrc = await eventuallySpread(() => desiredOf('p1')?.live?.spread?.ssrc);
    const copies = () => pole.heard.filter((packet) => packet.ssrc === ssrc);
    await eventually(() => (copies().length >= 5 ? undefined : `${copies().length} copies`));
    expect(copies()[0]?.timestamp).toBe(0);
  });
});

async function eventuallySpread(ssrcOf: () => number | undefined): Promise<number> {
  await eventually(() => (ssrcOf() === undefined ? 'no second copy announced' : undefined));
  return ssrcOf() as number;
}

describe('the end', () => {
  it('comes at the announced moment, then the poles are let go, and the recording holds all of it', async () => {
    const { desk, people, listen, plugIn, desiredOf, store, folder, events } = await arrange(['p1']);
    await plugIn('mic', speech);
    const pole = await listen('p1');
    const { id } = await desk.goLive(people.officer, ask(['p1'], { profile: 'standard' }));
    await eventually(has(pole, 100));
    const { endAt } = await desk.stop(people.officer, id);
    expect(desiredOf('p1')?.live).toMatchObject({ broadcastId: id });
    await eventually(() => (desiredOf('p1')?.live?.endAt === endAt ? undefined : 'end not announced'));
    await eventually(async () => ((await store.find(id))?.recording === null ? 'not recorded' : undefined));
    const last = pole.heard.at(-1);
    expect((last?.captureAt ?? 0) + 20 + LATENCY_MS.standard).toBeCloseTo(endAt ?? 0, 0);
    const recording = readOggOpus(await readFile(join(folder, `${id}.opus`)));
    expect(recording.isComplete).toBe(true);
    expect(recording.packets).toHaveLength(pole.heard.length);
    await eventually(() => (desiredOf('p1')?.live === null ? undefined : 'still live'));
    expect(desk.activeBroadcasts()).toEqual([]);
    await expect(desk.stop(people.officer, id)).rejects.toMatchObject({ code: 'input.not-found' });
    const told = events.filter((event) => event.type === 'broadcast').map(({ broadcast }) => broadcast);
    expect(told.at(-1)).toMatchObject({ id, kind: 'live', endAt });
  });
});

/** What a server leaves that is killed a minute after a broadcast began: a row, and a recording that breaks off. */
async function leave({ recorder, people, folder, clock }: LiveBench, clusterIds: string[]) {
  const { title, targets, profile } = ask(clusterIds);
  const own = { id: 'cut-off', clusterIds, createdBy: people.officer.id };
  const startAt = clock.now() - 60_000;
  await recorder.insert({ ...own, title, targets, profile, class: 'normal', rank: 'commune' }, startAt);
  const writer = new OggOpusWriter({ serial: 1, preSkipSamples: 312 });
  const header = writer.header();
  const pages = speech.slice(0, 120).map((packet) => writer.push(packet) ?? new Uint8Array(0));
  const file = join(folder, 'cut-off.opus');
  await writeFile(file, Buffer.concat([header, ...pages, Buffer.from('OggS and the power went')]));
  return { file, startAt, kept: 100 };
}

describe('a broadcast that the server’s end cut off', () => {
  const deedsOf = async ({ stores }: LiveBench) =>
    (await stores.audit.list({ limit: 9 })).map(({ action }) => action);

  it('goes on as the same one: its poles never hear that it is over, and its speaker takes over', async () => {
    const bench = await arrange(['p1', 'p2']);
    const { desk, people, listen, plugIn, broker, desiredOf, store, clock } = bench;
    const { file, startAt, kept } = await leave(bench, ['p1', 'p2']);
    await desk.prepare(clock.now() - 2_000);
    await desk.resume();
    const pole = await listen('p1');
    await plugIn('mic', speech);
    const { id } = await desk.takeOver(people.officer, 'cut-off', 'mic');
    await eventually(has(pole, 50));
    await eventually(() => (measureLevel(soundOf(pole)).rmsDbfs > -30 ? undefined : 'silent'));
    const live = broker.sent.map(({ payload }) => (JSON.parse(payload) as { body: Desired }).body.live);
    expect(live.every((session) => session?.broadcastId === 'cut-off' && session.startAt === startAt)).toBe(
      true,
    );
    expect(desiredOf('p1')?.live?.ssrc).toBe(pole.heard[0]?.ssrc);
    // One pole comes only now.
    await eventually(has(await listen('p2'), 10));
    const frames = desk.counts(id)?.frames ?? 0;
    await desk.stop(people.officer, id);
    await eventually(async () => ((await store.find(id))?.recording === null ? 'not recorded' : undefined));
    const recording = readOggOpus(await readFile(file));
    expect(recording.isComplete).toBe(true);
    expect(recording.packets.length).toBeGreaterThanOrEqual(kept + frames);
    expect(Buffer.from(recording.packets[99] ?? [])).toEqual(Buffer.from(speech[99] ?? []));
    expect(await deedsOf(bench)).toEqual(['live.stop', 'live.take-over', 'live.resume']);
  });

  it('ends when nobody has come for 30 s, and then its poles are told', async () => {
    const bench = await arrange(['p1']);
    const { desk, poles, broker, desiredOf, store, clock } = bench;
    await leave(bench, ['p1']);
    await desk.prepare(clock.now() - 2_000);
    await desk.resume();
    expect(desk.activeBroadcasts()).toEqual(['cut-off']);
    poles.goAway('p1');
    clock.leap(30_000);
    await eventually(() => (desk.activeBroadcasts().length === 0 ? undefined : 'still on air'));
    await eventually(async () => ((await store.find('cut-off'))?.endAt === null ? 'no end' : undefined));
    await eventually(() => (desiredOf('p1') === undefined ? 'not told' : undefined));
    expect(broker.sent).toHaveLength(1);
    expect(desiredOf('p1')?.live).toBeNull();
    expect(await deedsOf(bench)).toContain('live.end-by-restart');
  });

  it('a long time ago is over, with what was recorded, and its poles need not wait', async () => {
    const bench = await arrange(['p1']);
    const { desk, store, publisher, desiredOf, clock } = bench;
    const { file } = await leave(bench, ['p1']);
    const diedAt = Math.floor((clock.now() - 130_000) / 1000);
    await utimes(file, diedAt, diedAt);
    await desk.prepare(diedAt * 1000);
    await publisher.refreshAll();
    await desk.resume();
    expect(desiredOf('p1')?.live).toBeNull();
    expect(desk.activeBroadcasts()).toEqual([]);
    const startAt = (await store.find('cut-off'))?.startAt ?? 0;
    expect(await store.find('cut-off')).toMatchObject({
      endAt: Math.max(startAt, diedAt * 1000),
      recording: 'cut-off.opus',
    });
    expect(await store.listUnstoppedLive()).toEqual([]);
    expect(await deedsOf(bench)).toEqual(['live.end-by-restart']);
  });
});

describe('who may', () => {
  it('speak: nobody outside their area, nobody without a microphone, nobody below who speaks already', async () => {
    const { desk, people, listen, plugIn } = await arrange(['p1', 'p2']);
    await Promise.all([listen('p1'), listen('p2'), plugIn('mic', speech), plugIn('mic-2', speech)]);
    const { officer, stranger } = people;
    await expect(desk.goLive(stranger, ask(['p1']))).rejects.toMatchObject({ code: 'live.no-microphone' });
    await expect(desk.goLive(officer, ask(['p1'], { microphoneId: 'none' }))).rejects.toMatchObject({
      code: 'live.no-microphone',
    });
    await expect(desk.goLive(officer, ask([]))).rejects.toMatchObject({ code: 'schedule.no-clusters' });
    await desk.goLive(officer, ask(['p1'], { class: 'priority' }));
    const second = ask(['p1'], { microphoneId: 'mic-2' });
    await expect(desk.goLive(officer, second)).rejects.toMatchObject({ code: 'live.clusters-busy' });
    await expect(desk.goLive(officer, ask(['p2']))).rejects.toMatchObject({ code: 'input.conflict' });
    await desk.goLive(officer, { ...second, targets: ask(['p1', 'p2']).targets });
    expect(desk.activeBroadcasts()).toHaveLength(2);
  });

  it('speak twice with one microphone: of two presses at once, one is refused', async () => {
    const { desk, people, plugIn } = await arrange(['p1', 'p2']);
    await plugIn('mic', speech);
    const presses = [ask(['p1']), ask(['p2'])].map((request) => desk.goLive(people.officer, request));
    const [first, second] = await Promise.allSettled(presses);
    expect(first?.status).toBe('fulfilled');
    expect(second).toMatchObject({ status: 'rejected', reason: { code: 'input.conflict' } });
    expect(desk.activeBroadcasts()).toHaveLength(1);
  });

  it('take over: nobody who was given another area in between', async () => {
    const { desk, people, plugIn } = await arrange(['p1']);
    await Promise.all([plugIn('mic', speech), plugIn('mic-2', speech)]);
    const { id } = await desk.goLive(people.officer, ask(['p1']));
    const moved = { ...people.officer, areaId: people.stranger.areaId };
    await expect(desk.takeOver(moved, id, 'mic-2')).rejects.toMatchObject({ code: 'access.forbidden' });
    expect(desk.isMicrophoneOnAir('mic-2')).toBe(false);
  });

  it('stop: a colleague of the same rank and area, but no stranger', async () => {
    const { desk, people, plugIn } = await arrange(['p1']);
    await plugIn('mic', speech);
    const { id } = await desk.goLive(people.officer, ask(['p1']));
    await expect(desk.stop(people.stranger, id)).rejects.toMatchObject({ code: 'access.forbidden' });
    await desk.stop(people.colleague, id);
    await expect(desk.stop(people.officer, id)).rejects.toMatchObject({ code: 'schedule.already-over' });
  });
});

describe('accidents', () => {
  it('a dead media worker is replaced; the poles get new flows and the recording has no hole', async () => {
    const { desk, people, listen, plugIn, desiredOf, worker, events, folder, store } = await arrange([
      'p1',
      'p2',
    ]);
    await plugIn('mic', speech);
    const before = await Promise.all([listen('p1'), listen('p2')]);
    const { id } = await desk.goLive(people.officer, ask(['p1', 'p2']));
    for (const pole of before) await eventually(has(pole, 30));
    const { pid } = worker;
    const flowBefore = desiredOf('p1')?.media;
    const diedMono = performance.now();
    process.kill(pid as number, 'SIGKILL');
    await eventually(() => {
      const flow = desiredOf('p1')?.media;
      return flow?.sealedKeys !== flowBefore?.sealedKeys && worker.pid !== pid ? undefined : 'no new flow';
    }, 3_000);
    const poles = await Promise.all([listen('p1'), listen('p2')]);
    for (const pole of poles) await eventually(has(pole, 20), 3_000);
    expect(performance.now() - diedMono).toBeLessThan(3_000);
    expect(desiredOf('p1')?.live?.ssrc).toBe(poles[0]?.heard[0]?.ssrc);
    await eventually(() => (lastLevel(events)?.microphone === 'gone' ? undefined : 'microphone not gone'));
    await plugIn('mic-again', speech);
    await desk.takeOver(people.officer, id, 'mic-again');
    await eventually(() => (lastLevel(events)?.microphone === 'heard' ? undefined : 'not heard again'));
    const frames = desk.counts(id)?.frames ?? 0;
    await desk.stop(people.officer, id);
    await eventually(async () => ((await store.find(id))?.recording === null ? 'not recorded' : undefined));
    const recording = readOggOpus(await readFile(join(folder, `${id}.opus`)));
    expect(recording.packets.length).toBeGreaterThanOrEqual(frames);
    expect(recording.packets.length).toBeLessThanOrEqual(frames + 30);
  });

  it('a flow whose worker died while it was being opened is no flow: the pole gets another', async () => {
    const { flows, poles, worker, desiredOf } = await arrange(['p1']);
    const open = worker.openPoleTransport.bind(worker);
    worker.openPoleTransport = async () => {
      const transport = await open();
      const connect = transport.connect.bind(transport);
      // Between the exchange of keys and their sealing.
      transport.connect = (parameters) => connect(parameters).finally(() => transport.close());
      return transport;
    };
    poles.comeOnline('p1', 'ask');
    await eventually(() => (desiredOf('p1')?.media?.request === 'ask' ? undefined : 'not told'));
    expect(flows.has('p1')).toBe(false);
    worker.openPoleTransport = open;
    poles.comeOnline('p1', 'ask');
    await eventually(() => (flows.has('p1') ? undefined : 'no other flow'));
  });

  it('a broadcast whose microphone has been gone for 30 s ends by itself and says why', async () => {
    const { desk, people, plugIn, clock, events, store, stores } = await arrange(['p1']);
    const microphone = await plugIn('mic', speech);
    const { id } = await desk.goLive(people.officer, ask(['p1']));
    await eventually(() => (lastLevel(events)?.microphone === 'heard' ? undefined : 'not heard'));
    microphone.close();
    await eventually(() => (lastLevel(events)?.microphone === 'lost' ? undefined : 'not lost'));
    expect(desk.activeBroadcasts()).toEqual([id]);
    clock.leap(30_000);
    await eventually(() => (desk.activeBroadcasts().length === 0 ? undefined : 'still on air'));
    await eventually(async () => ((await store.find(id))?.endAt === null ? 'no end' : undefined));
    await eventually(async () => {
      const [newest] = await stores.audit.list({ limit: 1 });
      return newest?.action === 'live.end-without-microphone' ? undefined : newest?.action;
    });
  });

  it('the flow of a pole that stays away for five minutes is closed', async () => {
    const { flows, poles, listen, desiredOf, clock } = await arrange(['p1']);
    await listen('p1');
    poles.goAway('p1');
    await flows.sweep();
    clock.leap(299_000);
    await flows.sweep();
    expect(flows.has('p1')).toBe(true);
    clock.leap(1_001);
    await flows.sweep();
    expect(flows.has('p1')).toBe(false);
    await eventually(() => (desiredOf('p1')?.media === null ? undefined : 'still announced'));
    await listen('p1');
    expect(flows.requestInForce('p1')).toBe('p1-1');
  });

  it('the flow of a revoked pole is closed, and it gets no other', async () => {
    const { flows, poles, listen, stores, clock } = await arrange(['p1', 'p2']);
    await Promise.all([listen('p1'), listen('p2')]);
    await stores.clusters.setRevoked('p1', clock.now());
    await flows.sweep();
    expect([flows.has('p1'), flows.has('p2')]).toEqual([false, true]);
    poles.comeOnline('p1', 'once-more');
    await listen('p2', 'p2-again');
    expect(flows.has('p1')).toBe(false);
  });
});

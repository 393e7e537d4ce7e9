import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  HandClock,
  openEnvelope,
  signEnvelope,
  topicOf,
  unwrap,
  type Envelope,
  type Plan,
} from '@loa/protocol';
import { BroadcastStore } from '../schedule/broadcast-store.ts';
import { insertReadyMedia, makeStation } from '../schedule/fake-station.ts';
import { planBroadcast } from '../schedule/new-broadcast.ts';
import { DueStore } from './due-store.ts';
import { FakeBroker } from './fake-broker.ts';
import { PlanPublisher } from './plan-publisher.ts';

const MINUTE = 60_000;
const pole = 'thach-hung-1';
const other = 'tan-giang-1';
const targets = { areaIds: [], zoneIds: [], clusterIds: [pole] };

async function arrange() {
  const { db, clusters } = await makeStation();
  await insertReadyMedia(db, 'storm', 10 * MINUTE);
  const clock = new HandClock();
  const broker = new FakeBroker();
  const store = new BroadcastStore(db);
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const publisher = new PlanPublisher({
    ...{ clusters, broker, clock },
    due: new DueStore(db),
    sign: (envelope) => signEnvelope(envelope, privateKey),
    log: { warn: () => undefined },
  });
  const schedule = async (id: string, startAt: number): Promise<void> => {
    const request = { title: id, class: 'normal', targets, mediaId: 'storm', startAt } as const;
    const media = { id: 'storm', durationMs: 10 * MINUTE };
    const allowed = { clusterIds: [pole], rank: 'commune' } as const;
    await store.insert(
      planBroadcast(
        { id, request, media, allowed: { ...allowed, clusterIds: [pole] }, createdBy: 'x' },
        clock.now(),
      ),
    );
  };
  const payloads = (id: string): string[] =>
    broker.sent.filter(({ topic }) => topic === topicOf(id, 'plan')).map(({ payload }) => payload);
  const open = async (id: string): Promise<Envelope<Plan>> => {
    const expectation = { audience: `cluster:${id}`, lastNumber: -1, now: clock.now() };
    return unwrap(await openEnvelope<Plan>(payloads(id).at(-1) ?? '', publicKey, expectation));
  };
  return { clock, broker, store, clusters, publisher, schedule, payloads, open };
}

describe('the publisher of plans', () => {
  it('signs the plan for this one pole, newer than the last and valid for eight days', async () => {
    const { publisher, schedule, open, clock, broker } = await arrange();
    await schedule('b1', clock.now() + MINUTE);
    await publisher.refresh([pole]);
    const first = await open(pole);
    expect(first.exp - clock.now()).toBe(8 * 24 * 60 * MINUTE);
    expect(first.body.occurrences).toEqual([
      expect.objectContaining({ broadcastId: 'b1', latestEndAt: clock.now() + 41 * MINUTE, rank: 'commune' }),
    ]);
    await publisher.refresh([pole]);
    expect((await open(pole)).num).toBe(first.num + 1);
    expect(broker.sent.every(({ qos, retain }) => qos === 1 && retain)).toBe(true);
  });

  it('takes a cancelled broadcast out of the plan, also while it sounds', async () => {
    const { publisher, schedule, open, clock, store } = await arrange();
    await schedule('b1', clock.now());
    clock.advance(MINUTE);
    await publisher.refresh([pole]);
    expect((await open(pole)).body.occurrences).toHaveLength(1);
    await store.cancel('b1', clock.now());
    await publisher.refresh([pole]);
    expect((await open(pole)).body.occurrences).toEqual([]);
    expect(await publisher.upcoming(pole)).toEqual([]);
  });

  it('says nothing to poles that a change does not touch, and to all of them at start', async () => {
    const { publisher, payloads } = await arrange();
    await publisher.refresh([pole]);
    expect(payloads(other)).toEqual([]);
    await publisher.start();
    publisher.close();
    expect(payloads(other)).toHaveLength(1);
    expect(payloads(pole)).toHaveLength(2);
  });

  it('takes the plan of a revoked pole away', async () => {
    const { publisher, payloads, clusters, clock } = await arrange();
    await clusters.setRevoked(pole, clock.now());
    await publisher.refresh([pole]);
    expect(payloads(pole)).toEqual(['']);
  });
});

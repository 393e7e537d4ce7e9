import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  eventually,
  openEnvelope,
  systemClock,
  topicOf,
  unwrap,
  type Broadcast,
  type BroadcastDetail,
  type BroadcastPreview,
  type Cluster,
  type Plan,
} from '@loa/protocol';
import { openDatabase } from '../storage/database.ts';
import type { TestPole } from '../testing/test-pole.ts';
import {
  enrol,
  makeArea,
  makeCluster,
  setUp,
  startTestServer,
  type TestServer,
} from '../testing/test-server.ts';
import { insertReadyMedia } from './fake-station.ts';

const MINUTE = 60_000;
let server: TestServer;
let cluster: Cluster;
let pole: TestPole;
const plans: string[] = [];

beforeAll(async () => {
  server = await startTestServer();
  await setUp(server);
  cluster = await makeCluster(server, (await makeArea(server, 'Thạch Hưng')).id);
  pole = await enrol(server, cluster.id);
  const line = await pole.connect();
  line.on('message', (_topic, payload) => plans.push(payload.toString()));
  await line.subscribeAsync(topicOf(cluster.id, 'plan'), { qos: 1 });
  const db = openDatabase(join(server.folder, 'loa.sqlite'));
  await insertReadyMedia(db, 'news', 10 * MINUTE);
  await db.destroy();
}, MINUTE);

afterAll(async () => {
  await pole.close();
  await server.close();
});

function request(startAt: number) {
  const targets = { areaIds: [cluster.areaId], zoneIds: [], clusterIds: [] };
  return { title: 'Bản tin chiều', class: 'normal', targets, mediaId: 'news', startAt };
}

async function lastPlan(): Promise<Plan> {
  const expectation = { audience: `cluster:${cluster.id}`, lastNumber: -1, now: systemClock.now() };
  return unwrap(await openEnvelope<Plan>(plans.at(-1) ?? '', pole.enrolment.serverKey, expectation)).body;
}

async function planHolds(ids: string[]): Promise<void> {
  await eventually(async () => {
    if (plans.length === 0) return 'no plan';
    const present = (await lastPlan()).occurrences.map(({ broadcastId }) => broadcastId);
    return present.join() === ids.join() ? undefined : `the plan holds ${present.join()}`;
  });
}

describe('a planned broadcast', () => {
  it('lies signed at the pole, is read back, and leaves the pole when it is cancelled', async () => {
    const { client } = server;
    const startAt = systemClock.now() + 5 * MINUTE;
    const preview = await client.post<BroadcastPreview>('/api/broadcasts/preview', request(startAt));
    expect(preview).toEqual({ clusterIds: [cluster.id], offline: [], overlaps: [] });
    const made = await client.post<Broadcast>('/api/broadcasts', request(startAt));
    expect(made).toMatchObject({ state: 'planned', rank: 'commune', endAt: startAt + 10 * MINUTE });
    await planHolds([made.id]);
    const range = `from=${startAt}&to=${startAt + 1}`;
    expect((await client.get<Broadcast[]>(`/api/broadcasts?${range}`)).map(({ id }) => id)).toEqual([
      made.id,
    ]);
    expect(await client.get<Broadcast[]>('/api/broadcasts')).toHaveLength(1);
    const detail = await client.get<BroadcastDetail>(`/api/broadcasts/${made.id}`);
    expect(detail.clusters).toMatchObject([{ clusterId: cluster.id, name: cluster.name, outcome: null }]);
    const cancelled = await client.post<Broadcast>(`/api/broadcasts/${made.id}/cancel`);
    expect(cancelled.state).toBe('cancelled');
    await planHolds([]);
  });

  it('is refused with a code and a status that say why', async () => {
    const { client } = server;
    const ask = async (change: object) => {
      const { status, body } = await client.ask('POST', '/api/broadcasts', {
        body: { ...request(systemClock.now() + MINUTE), ...change },
      });
      return [status, (body as { error: { code: string } }).error.code];
    };
    expect(await ask({ startAt: 1 })).toEqual([422, 'schedule.in-the-past']);
    expect(await ask({ mediaId: 'nothing' })).toEqual([404, 'input.not-found']);
    expect(await ask({ title: '' })).toEqual([400, 'input.invalid']);
    const nowhere = { areaIds: [], zoneIds: [], clusterIds: [] };
    expect(await ask({ targets: nowhere })).toEqual([422, 'schedule.no-clusters']);
    expect((await server.visitor().ask('GET', '/api/broadcasts')).status).toBe(401);
    expect((await client.ask('GET', '/api/broadcasts?from=0&to=9e15')).status).toBe(400);
  });
});

describe('a recording', () => {
  it('is handed out in parts once the live broadcast is over, and not before', async () => {
    const db = openDatabase(join(server.folder, 'loa.sqlite'));
    const now = systemClock.now();
    const live = {
      kind: 'live',
      title: 'Trực tiếp',
      class: 'normal',
      rank: 'commune',
      startAt: now - MINUTE,
    } as const;
    const open = {
      latestStartAt: null,
      latestEndAt: null,
      mediaId: null,
      profile: 'standard',
      cancelledAt: null,
    } as const;
    const targetsJson = JSON.stringify(request(0).targets);
    const row = { ...live, ...open, targetsJson, createdBy: 'x', createdAt: now };
    const rows = [
      { ...row, id: 'over', endAt: now - 1, recording: 'over.opus' },
      { ...row, id: 'on-air', endAt: null, recording: 'on-air.opus' },
    ];
    await db.insertInto('broadcast').values(rows).execute();
    await db.destroy();
    await writeFile(join(server.folder, 'recordings', 'over.opus'), 'OggS and the rest');
    const ask = (id: string, range: string) =>
      server.client.ask('GET', `/api/broadcasts/${id}/recording`, { headers: { range } });
    const part = await ask('over', 'bytes=0-3');
    expect([part.status, part.text, part.headers['content-range']]).toEqual([206, 'OggS', 'bytes 0-3/17']);
    expect((await ask('on-air', 'bytes=0-')).status).toBe(404);
  });
});

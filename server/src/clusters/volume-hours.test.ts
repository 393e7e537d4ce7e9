import { afterAll, beforeAll, expect, it } from 'vitest';
import { eventually, type Cluster, type Desired, type Envelope, type VolumeHours } from '@loa/protocol';
import {
  enrol,
  makeArea,
  makeCluster,
  setUp,
  startTestServer,
  type TestServer,
} from '../testing/test-server.ts';
import type { TestPole } from '../testing/test-pole.ts';

const NIGHT: VolumeHours = [{ fromMinute: 22 * 60, untilMinute: 5 * 60, percent: 40 }];

let server: TestServer;
let cluster: Cluster;
let pole: TestPole;
let told: Desired[];

beforeAll(async () => {
  server = await startTestServer();
  await setUp(server);
  cluster = await makeCluster(server, (await makeArea(server, 'Phường Thành Sen')).id);
  pole = await enrol(server, cluster.id);
  told = [];
  const client = await pole.connect();
  client.on('message', (_topic, token) => {
    const payload = token.toString().split('.')[1] ?? '';
    told.push((JSON.parse(Buffer.from(payload, 'base64url').toString()) as Envelope<Desired>).body);
  });
  await client.subscribeAsync(pole.topic('desired'));
});
afterAll(async () => {
  await pole?.close();
  await server.close();
});

const untilTold = (fits: (desired: Desired) => boolean) =>
  eventually(() => (told.some(fits) ? undefined : `${told.length} messages, none fits`));

it('a cluster is as loud all day as it is told to be, and its pole is told no hours', async () => {
  expect(cluster.volumeHours).toEqual([]);
  await untilTold(({ volumePercent }) => volumePercent === 70);
  expect(told.every((desired) => !('volumeHours' in desired))).toBe(true);
});

it('volumes for hours of the day are kept and signed for the pole, and taken away again', async () => {
  const path = `/api/clusters/${cluster.id}`;
  const changed = await server.client.patch<Cluster>(path, { volumeHours: NIGHT });
  expect(changed).toMatchObject({ volumePercent: 70, volumeHours: NIGHT });
  await untilTold(({ volumeHours }) => volumeHours?.[0]?.percent === 40);
  const count = told.length;
  await server.client.patch(path, { volumeHours: [] });
  await eventually(() => (told.length > count ? undefined : 'not told'));
  expect(told.at(-1)).not.toHaveProperty('volumeHours');
});

it('hours that overlap are refused', async () => {
  const body = { volumeHours: [...NIGHT, { fromMinute: 4 * 60, untilMinute: 6 * 60, percent: 60 }] };
  const answer = await server.client.ask('PATCH', `/api/clusters/${cluster.id}`, { body });
  expect(answer.status).toBe(400);
  expect(answer.body).toMatchObject({ error: { code: 'input.invalid', details: { reason: 'overlap' } } });
});

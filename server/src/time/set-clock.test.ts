import { afterAll, beforeAll, expect, it } from 'vitest';
import { eventually, systemClock, type ClusterDetail, type Telemetry } from '@loa/protocol';
import type { TestPole } from '../testing/test-pole.ts';
import {
  enrol,
  makeArea,
  makeCluster,
  setUp,
  startTestServer,
  type TestServer,
} from '../testing/test-server.ts';

const SET_BY_MS = 5000;
/** Long for this machine, and far from `SET_BY_MS`. */
const NEAR_MS = 1000;

let server: TestServer;
let pole: TestPole;
/** What the machine's clock was set by, and how often it was looked at. */
let setByMs = 0;
let looks = 0;

beforeAll(async () => {
  const now = () => {
    looks += 1;
    return systemClock.now() + setByMs;
  };
  server = await startTestServer({}, { now, mono: () => systemClock.mono() });
  await setUp(server);
  const area = await makeArea(server, 'Phường Thành Sen');
  pole = await enrol(server, (await makeCluster(server, area.id)).id);
  await pole.connect();
});

afterAll(async () => {
  await pole?.close();
  await server?.close();
});

/** By how much the server tells its poles another time than the machine had before anybody set it, ms. */
async function toldAheadMs(): Promise<number> {
  const before = systemClock.now();
  const { body } = await pole.askTime(before);
  return (body as { sentAt: number }).sentAt - (before + systemClock.now()) / 2;
}

async function sound(sounding: Telemetry['sounding']): Promise<void> {
  await pole.publish('telemetry', {
    ...{ at: Date.now(), uptimeS: 1, cpuPercent: 3, rssMb: 80, temperatureC: null, diskFreeMb: 1000 },
    ...{ amplifier: null, output: { running: true, levelDbfs: -20, underruns: 0, cardPpm: null } },
    ...{ sounding, receiver: null },
  } satisfies Telemetry);
  await eventually(async () => {
    const detail = await server.client.get<ClusterDetail>(`/api/clusters/${pole.clusterId}`);
    const seen = detail.cluster.telemetry?.sounding?.broadcastId;
    return seen === sounding?.broadcastId ? undefined : `sounds ${seen}`;
  });
}

it('tells poles of a clock that was set only when nothing sounds any more', async () => {
  await sound({ broadcastId: 'b', kind: 'stored', positionMs: 0, heard: true });
  setByMs = SET_BY_MS;
  looks = 0;
  await eventually(() => (looks >= 2 ? undefined : 'not looked at'));
  expect(Math.abs(await toldAheadMs())).toBeLessThan(NEAR_MS);
  await sound(null);
  await eventually(async () => {
    const aheadMs = await toldAheadMs();
    return Math.abs(aheadMs - SET_BY_MS) < NEAR_MS ? undefined : `${aheadMs} ms ahead`;
  });
});

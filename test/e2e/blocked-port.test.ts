import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '@loa/protocol';
import { freePorts } from '../world/free-ports.ts';
import { TwoWards } from '../world/two-wards.ts';

let world: TwoWards;

beforeAll(async () => {
  world = await TwoWards.open({ poles: 1 });
});

afterAll(async () => {
  await world?.close();
});

async function stateOf(clusterId: string): Promise<string> {
  return (await world.officer.cluster(clusterId)).cluster.state;
}

function until(clusterId: string, state: string): Promise<void> {
  return eventually(async () => {
    const now = await stateOf(clusterId);
    return now === state ? undefined : `it is ${now}`;
  }, 20_000);
}

describe('a pole whose network blocks the port of the broker', () => {
  it('comes by the HTTPS port, does what it is told, and is missed when it vanishes', async () => {
    const [pole] = world.thachHung.poles;
    const [clusterId] = world.thachHung.clusterIds as [string];
    const obeyed = async () =>
      (await world.officer.cluster(clusterId)).cluster.reported?.desiredRevision ?? -1;
    const before = await obeyed();
    await pole?.agent.kill();
    await until(clusterId, 'offline');
    await blockBroker(join(world.folder, clusterId));
    await pole?.start();
    await until(clusterId, 'online');
    // It has asked for a media flow, and the answer is a new desired state.
    await eventually(async () => ((await obeyed()) > before ? undefined : 'not obeyed yet'), 10_000);
    const log = await readFile(pole?.logFile ?? '', 'utf8');
    expect(log).toContain('"way":"websocket"');
    // Its last will comes by the same way.
    await pole?.agent.kill();
    await until(clusterId, 'offline');
  });
});

/** Nobody answers there: what the pole's network lets through of it. */
async function blockBroker(poleFolder: string): Promise<void> {
  const [nobody] = (await freePorts(1)) as [number];
  const file = join(poleFolder, 'agent', 'identity.json');
  const identity = JSON.parse(await readFile(file, 'utf8')) as object;
  await writeFile(file, JSON.stringify({ ...identity, brokerUrl: `mqtts://127.0.0.1:${nobody}` }));
}

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '@loa/protocol';
import { during } from '../world/moment.ts';
import { TwoWards } from '../world/two-wards.ts';

let world: TwoWards;

beforeAll(async () => {
  world = await TwoWards.open({ poles: 1 });
});

afterAll(() => world?.close());

/** A stopped process answers nothing, while the kernel keeps its connections: what a dead line looks like. */
function signal(index: number, name: 'SIGSTOP' | 'SIGCONT'): void {
  process.kill(world.poles[index]?.agent.pid as number, name);
}

async function stateOf(index: number): Promise<string> {
  const clusters = await world.officer.clusters();
  return clusters.find((cluster) => cluster.id === world.clusterIds[index])?.state ?? 'unknown';
}

function shows(index: number, state: string, withinMs: number): Promise<void> {
  return eventually(async () => {
    const now = await stateOf(index);
    return now === state ? undefined : `it shows ${now}`;
  }, withinMs);
}

describe('what the console shows of a pole', () => {
  it('that was killed is offline within 5 s, and online again by itself when it starts', async () => {
    await world.poles[0]?.agent.kill();
    await shows(0, 'offline', 5_000);
    await world.poles[0]?.start();
    await shows(0, 'online', 15_000);
  });

  it('that was cut off without a word is offline within 45 s, and online again by itself when the line is back', async () => {
    signal(1, 'SIGSTOP');
    await shows(1, 'offline', 45_000);
    signal(1, 'SIGCONT');
    await shows(1, 'online', 30_000);
  });

  it('stays online, as seen over two heartbeats of a quiet pole', async () => {
    const before = (await world.officer.clusters()).map((cluster) => cluster.telemetry?.at ?? 0);
    await during(25_000);
    const after = await world.officer.clusters();
    after.forEach((cluster, index) => {
      expect(cluster.state).toBe('online');
      expect(cluster.telemetry?.at ?? 0).toBeGreaterThan(before[index] ?? 0);
    });
  });

  it('comes back after server and broker were away', async () => {
    await world.server.kill();
    await world.server.start();
    await world.officer.signIn('quantri', 'mat-khau-thu-nghiem');
    await shows(0, 'online', 40_000);
    await shows(1, 'online', 40_000);
  });
});

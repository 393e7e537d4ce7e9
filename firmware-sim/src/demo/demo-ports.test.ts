import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { choosePorts, PortTaken } from './demo-ports.ts';

let folder: string;
let other: Server;
let taken: number;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'loa-ports-'));
  other = createServer();
  other.listen(0, '127.0.0.1');
  await once(other, 'listening');
  taken = (other.address() as AddressInfo).port;
});
afterEach(async () => {
  rmSync(folder, { recursive: true, force: true });
  other.close();
});

test('a port that another program holds is passed over, and no port is given twice', async () => {
  const ports = await choosePorts(join(folder, 'ports.json'), { https: taken, broker: taken, media: taken });
  expect(ports.https).toBeGreaterThan(taken);
  expect(new Set(Object.values(ports)).size).toBe(3);
});

test('the ports of the first start are kept, whatever is wished later', async () => {
  const file = join(folder, 'ports.json');
  const first = await choosePorts(file, { https: taken, broker: taken, media: taken });
  expect(await choosePorts(file, { https: 9999 })).toEqual(first);
});

test('a kept port that is taken now is said, not replaced', async () => {
  const file = join(folder, 'ports.json');
  const { broker } = await choosePorts(file, { https: taken, broker: taken, media: taken });
  const intruder = createServer().listen(broker, '127.0.0.1');
  await once(intruder, 'listening');
  await expect(choosePorts(file)).rejects.toBeInstanceOf(PortTaken);
  intruder.close();
  await once(intruder, 'close');
});

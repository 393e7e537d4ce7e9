import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';

/** Ports of the demo's server. They are kept: enrolled poles know their server by them. */
export interface DemoPorts {
  https: number;
  broker: number;
  media: number;
}

export const USUAL_PORTS: DemoPorts = { https: 8443, broker: 8883, media: 40_000 };
const HOST = '127.0.0.1';
const TRIES = 200;

/** A port of the demo is taken by another program. */
export class PortTaken extends Error {
  readonly port: number;

  constructor(port: number) {
    super(`port ${port} is taken`);
    this.port = port;
  }
}

/**
 * The ports of earlier runs, or on the first run the usual ones, each replaced by the next free one where it is
 * taken. Throws PortTaken when a port of earlier runs is not free: this demo probably runs already.
 */
export async function choosePorts(file: string, wanted: Partial<DemoPorts> = {}): Promise<DemoPorts> {
  if (existsSync(file)) {
    const kept = JSON.parse(readFileSync(file, 'utf8')) as DemoPorts;
    for (const port of [kept.https, kept.broker, kept.media])
      if (!(await isFree(port))) throw new PortTaken(port);
    return kept;
  }
  const https = await freeFrom(wanted.https ?? USUAL_PORTS.https);
  const broker = await freeFrom(wanted.broker ?? USUAL_PORTS.broker, [https]);
  const media = await freeFrom(wanted.media ?? USUAL_PORTS.media, [https, broker]);
  writeFileSync(file, `${JSON.stringify({ https, broker, media })}\n`);
  return { https, broker, media };
}

async function freeFrom(first: number, taken: readonly number[] = []): Promise<number> {
  for (let port = first; port < first + TRIES; port++) {
    if (!taken.includes(port) && (await isFree(port))) return port;
  }
  throw new PortTaken(first);
}

async function isFree(port: number): Promise<boolean> {
  const probe = createServer();
  try {
    probe.listen(port, HOST);
    await once(probe, 'listening');
  } catch {
    return false;
  }
  probe.close();
  await once(probe, 'close');
  return true;
}

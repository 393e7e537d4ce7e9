import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import { systemClock } from '@loa/protocol';
import { openDoor, openPlainPort, portOf, type Door } from './https-door.ts';
import { KeyRing } from './key-ring.ts';

describe('the door for a reverse proxy', () => {
  let folder: string;
  let door: Door;
  let plain: { close(): Promise<void> };
  let port: number;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'loa-door-'));
    const keys = new KeyRing({ folder, clock: systemClock });
    await keys.start({ names: ['127.0.0.1'], stationName: 'Loa', hasPoles: false });
    const about = { trustProxy: true, isTrustedByAll: false, consoleFolder: undefined };
    door = await openDoor({ ...keys.server, ...about, log: pino({ level: 'silent' }) });
    door.get('/api/who', async (request) => ({ ip: request.ip, protocol: request.protocol }));
    door.post('/api/change', async () => ({ done: true }));
    door.get('/api/stream', { websocket: true }, (socket) => socket.send('hello'));
    await door.listen({ host: '127.0.0.1', port: 0 });
    port = await freePort();
    plain = await openPlainPort(door, port);
  });
  afterEach(async () => {
    await plain.close();
    await door.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('leads to the same routes as HTTPS, and believes the proxy who the caller is', async () => {
    const headers = { 'x-forwarded-for': '203.0.113.7', 'x-forwarded-proto': 'https' };
    const answer = await fetch(`http://127.0.0.1:${port}/api/who`, { headers });
    expect(await answer.json()).toEqual({ ip: '203.0.113.7', protocol: 'https' });
    expect(portOf(door)).not.toBe(port);
  });

  it("keeps the proxy's connections longer than the proxy does", async () => {
    const answer = await fetch(`http://127.0.0.1:${port}/api/who`);
    expect(answer.headers.get('keep-alive')).toBe('timeout=75');
  });

  it('knows its own pages by the name that the browser called', async () => {
    const proxied = { 'x-forwarded-host': 'loa.example', 'x-forwarded-proto': 'https' };
    const change = (origin: string) =>
      fetch(`http://127.0.0.1:${port}/api/change`, { method: 'POST', headers: { ...proxied, origin } });
    expect((await change('https://loa.example')).status).toBe(200);
    expect((await change('https://evil.example')).status).toBe(403);
    expect((await change('null')).status).toBe(403);
  });

  it('opens WebSockets too', async () => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/api/stream`);
    const said = await new Promise<string>((resolve, reject) => {
      socket.on('message', (text: Buffer) => resolve(text.toString()));
      socket.on('error', reject);
    });
    expect(said).toBe('hello');
    socket.terminate();
  });

  it('closes although a browser holds its WebSocket open', async () => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/api/stream`);
    const isCut = new Promise((resolve) => socket.on('close', resolve));
    await new Promise((resolve) => socket.on('message', resolve));
    await plain.close();
    await isCut;
  });

  it('sets no limit to a whole request, only to the silence within one', () => {
    expect(door.server.requestTimeout).toBe(0);
    expect(door.server.timeout).toBe(120_000);
  });
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return port;
}

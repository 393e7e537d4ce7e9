import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SignJWT, generateKeyPair, exportJWK, type CryptoKey } from 'jose';
import { connectAsync, type IClientOptions, type MqttClient } from 'mqtt';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import { BROKER_PATH, POLE_TOKEN_AUDIENCE, eventually, systemClock, topicOf } from '@loa/protocol';
import type { ClusterStore } from '../clusters/cluster-store.ts';
import { PoleGate } from '../clusters/pole-gate.ts';
import { BrokerLink } from './broker-link.ts';
import { brokerRoutes } from './broker-routes.ts';
import { EmbeddedBroker } from './embedded-broker.ts';
import { openDoor, portOf, type Door } from './https-door.ts';
import { KeyRing } from './key-ring.ts';

const log = pino({ level: 'silent' });

interface Known {
  id: string;
  publicKeyJson: string;
  revokedAt: number | null;
}

describe('the broker behind the HTTPS port', () => {
  const known = new Map<string, Known>();
  const keysOf = new Map<string, CryptoKey>();
  const clients: MqttClient[] = [];
  let folder: string;
  let keys: KeyRing;
  let broker: EmbeddedBroker;
  let door: Door;
  let link: BrokerLink;
  let url: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'loa-websocket-'));
    keys = new KeyRing({ folder, clock: systemClock });
    await keys.start({ names: ['127.0.0.1'], stationName: 'Loa', hasPoles: false });
    broker = new EmbeddedBroker({ admits: async () => false, clock: systemClock, log });
    const authorityPem = keys.authority.certificatePem;
    const listening = { host: '127.0.0.1', port: 0 };
    const port = await broker.start({ ...listening, server: keys.server, authorityPem });
    const about = { trustProxy: false, isTrustedByAll: false, consoleFolder: undefined };
    door = await openDoor({ ...keys.server, ...about, log });
    const clusters = { find: async (id: string) => known.get(id) } as unknown as ClusterStore;
    brokerRoutes(door, { broker, gate: new PoleGate({ clusters, clock: systemClock }) });
    await door.listen(listening);
    url = `wss://127.0.0.1:${portOf(door)}${BROKER_PATH}`;
    link = new BrokerLink({ log });
    const tls = { key: keys.client.keyPem, cert: keys.client.certificatePem, ca: [authorityPem] };
    await link.start({ url: `mqtts://127.0.0.1:${port}`, tls });
  });
  beforeEach(async () => {
    for (const id of ['c1', 'c2']) {
      const { publicKey, privateKey } = await generateKeyPair('ES256');
      known.set(id, { id, publicKeyJson: JSON.stringify(await exportJWK(publicKey)), revokedAt: null });
      keysOf.set(id, privateKey);
    }
  });
  afterEach(async () => {
    for (const client of clients.splice(0)) await client.endAsync(true);
  });
  afterAll(async () => {
    await link.close();
    await door.close();
    await broker.close();
    await rm(folder, { recursive: true, force: true });
  });

  const tokenOf = (id: string, key = keysOf.get(id) as CryptoKey, age = 0): Promise<string> => {
    const iat = Math.floor(systemClock.now() / 1000) - age;
    const claims = new SignJWT().setProtectedHeader({ alg: 'ES256' }).setIssuer(id);
    return claims
      .setAudience(POLE_TOKEN_AUDIENCE)
      .setIssuedAt(iat)
      .setExpirationTime(iat + 110)
      .sign(key);
  };
  const connect = async (
    clientId: string,
    token: string | undefined,
    change: Partial<IClientOptions> = {},
  ): Promise<MqttClient> => {
    const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
    const options = { clientId, protocolVersion: 4 as const, reconnectPeriod: 0, connectTimeout: 3000 };
    const trust = { ca: keys.authority.certificatePem, wsOptions: { headers } };
    const client = await connectAsync(url, { ...options, ...trust, ...change }, false);
    client.on('error', () => client.end(true));
    clients.push(client);
    return client;
  };
  const closed = (client: MqttClient) =>
    new Promise<boolean>((resolve) => client.once('close', () => resolve(true)));

  it('gives a pole what the server has kept for it, and hears it', async () => {
    await link.publish(topicOf('c1', 'desired'), 'wish', { qos: 1, retain: true });
    const heard: string[] = [];
    const forget = link.onMessage((clusterId, name, payload) =>
      heard.push(`${clusterId} ${name} ${payload}`),
    );
    const pole = await connect('c1', await tokenOf('c1'));
    const got: string[] = [];
    pole.on('message', (_topic, payload: Buffer) => got.push(payload.toString()));
    expect(await pole.subscribeAsync(topicOf('c1', 'desired'), { qos: 1 })).toMatchObject([{ qos: 1 }]);
    await eventually(() => (got.includes('wish') ? undefined : 'nothing yet'));
    await pole.publishAsync(topicOf('c1', 'telemetry'), 'hot', { qos: 1 });
    await eventually(() => (heard.includes('c1 telemetry hot') ? undefined : `heard ${heard.join()}`));
    forget();
  });

  it('speaks the last will of a pole whose line is cut', async () => {
    const wills: string[] = [];
    const forget = link.onMessage((clusterId, _name, payload) => wills.push(`${clusterId} ${payload}`));
    const will = {
      topic: topicOf('c1', 'presence'),
      payload: Buffer.from('gone'),
      qos: 1 as const,
      retain: true,
    };
    const pole = await connect('c1', await tokenOf('c1'), { will });
    pole.stream.destroy();
    await eventually(() => (wills.includes('c1 gone') ? undefined : 'no will yet'));
    forget();
  });

  it.each([
    ['another pole’s topic', topicOf('c2', 'presence')],
    ['the server’s own topic to it', topicOf('c1', 'desired')],
  ])('ends the connection of a pole that speaks on %s', async (_what, topic) => {
    const pole = await connect('c1', await tokenOf('c1'));
    const isClosed = closed(pole);
    pole.publish(topic, 'x', { qos: 1 });
    expect(await isClosed).toBe(true);
  });

  it('lets no pole listen to another', async () => {
    const pole = await connect('c1', await tokenOf('c1'));
    const asked = pole.subscribeAsync(topicOf('c2', 'desired'), { qos: 1 });
    const answered = await asked.catch((error: unknown) => String(error));
    const isRefused = typeof answered === 'string' || answered.some(({ qos }) => qos === 128);
    expect(isRefused, JSON.stringify(answered)).toBe(true);
  });

  it('ends the connection of a pole that floods it', async () => {
    const pole = await connect('c1', await tokenOf('c1'));
    const isClosed = closed(pole);
    for (let i = 0; i < 600; i += 1) pole.publish(topicOf('c1', 'telemetry'), 'x');
    expect(await isClosed).toBe(true);
  });

  it('ends the connection of a pole that says more at once than a pole ever has to say', async () => {
    const pole = await connect('c1', await tokenOf('c1'));
    const isClosed = closed(pole);
    pole.publish(topicOf('c1', 'playlog'), Buffer.alloc(300 * 1024), { qos: 1 });
    expect(await isClosed).toBe(true);
  });

  it('lets nobody in without a token, with an old one, or with one of another’s key', async () => {
    await expect(connect('c1', undefined)).rejects.toThrow();
    await expect(connect('c1', await tokenOf('c1', undefined, 600))).rejects.toThrow();
    await expect(connect('c1', await tokenOf('c1', keysOf.get('c2')))).rejects.toThrow();
    await expect(connect('nobody', await tokenOf('nobody', keysOf.get('c1')))).rejects.toThrow();
  });

  it('does not let a pole take the place of another, or of the server', async () => {
    await expect(connect('c2', await tokenOf('c1'))).rejects.toThrow(/authorized/i);
    await expect(connect('server', await tokenOf('c1'))).rejects.toThrow(/authorized/i);
  });

  it('throws a revoked pole out, and lets it in no more', async () => {
    const pole = await connect('c1', await tokenOf('c1'));
    const isClosed = closed(pole);
    const revoked = { ...(known.get('c1') as Known), revokedAt: 1 };
    known.set('c1', revoked);
    broker.disconnect('c1');
    expect(await isClosed).toBe(true);
    await expect(connect('c1', await tokenOf('c1'))).rejects.toThrow();
  });

  it('lets no pole in that was revoked between knocking and introducing itself', async () => {
    const headers = { authorization: `Bearer ${await tokenOf('c1')}` };
    const socket = new WebSocket(url, ['mqtt'], { ca: keys.authority.certificatePem, headers });
    await new Promise((resolve) => socket.once('open', resolve));
    known.set('c1', { ...(known.get('c1') as Known), revokedAt: 1 });
    const answer = new Promise<Buffer>((resolve) => socket.once('message', resolve));
    // CONNECT of MQTT 3.1.1 as "c1", clean session (section 3.1).
    socket.send(
      Buffer.from([0x10, 14, 0, 4, ...Buffer.from('MQTT'), 4, 2, 0, 60, 0, 2, ...Buffer.from('c1')]),
    );
    // CONNACK with a code other than 0, accepted.
    expect([...(await answer)].at(3)).not.toBe(0);
    socket.terminate();
  });

  it('speaks nothing but MQTT', async () => {
    const headers = { authorization: `Bearer ${await tokenOf('c1')}` };
    const socket = new WebSocket(url, ['chat'], { ca: keys.authority.certificatePem, headers });
    const status = await new Promise((resolve) => {
      socket.once('unexpected-response', (_request, response) => resolve(response.statusCode));
    });
    expect(status).toBe(400);
    socket.on('error', () => undefined);
    socket.terminate();
  });
});

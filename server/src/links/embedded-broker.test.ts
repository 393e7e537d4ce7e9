import { X509Certificate } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectAsync, type IClientOptions, type MqttClient } from 'mqtt';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { HandClock, eventually, systemClock, topicOf } from '@loa/protocol';
import { BrokerLink } from './broker-link.ts';
import { issueClientCertificate, makeAuthority, serialOf, type KeyedCertificate } from './certificates.ts';
import { EmbeddedBroker } from './embedded-broker.ts';
import { KeyRing } from './key-ring.ts';

const log = pino({ level: 'silent' });
const DAY_MS = 86_400_000;
const validity = () => ({ from: Date.now() - DAY_MS, until: Date.now() + DAY_MS });

describe('the embedded broker', () => {
  const clock = new HandClock();
  const admitted = new Map<string, string>();
  const clients: MqttClient[] = [];
  let folder: string;
  let keys: KeyRing;
  let broker: EmbeddedBroker;
  let link: BrokerLink;
  let url: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'loa-broker-'));
    keys = new KeyRing({ folder, clock: systemClock });
    await keys.start({ names: ['127.0.0.1'], stationName: 'Loa', hasPoles: false });
    const admits = async (clusterId: string, serial: string) => admitted.get(clusterId) === serial;
    broker = new EmbeddedBroker({ admits, clock, log });
    const authorityPem = keys.authority.certificatePem;
    const port = await broker.start({ host: '127.0.0.1', port: 0, server: keys.server, authorityPem });
    url = `mqtts://127.0.0.1:${port}`;
    link = new BrokerLink({ log });
    const { keyPem: key, certificatePem: cert } = keys.client;
    await link.start({ url, tls: { key, cert, ca: [authorityPem] } });
  });
  afterEach(async () => {
    for (const client of clients.splice(0)) await client.endAsync(true);
  });
  afterAll(async () => {
    await link.close();
    await broker.close();
    await broker.close();
    await rm(folder, { recursive: true, force: true });
  });

  const issue = async (commonName: string): Promise<KeyedCertificate> => {
    const issued = await issueClientCertificate(keys.authority, { commonName, validity: validity() });
    admitted.set(commonName, serialOf(new X509Certificate(issued.certificatePem).serialNumber));
    return issued;
  };
  const connect = async (
    { certificatePem: cert, keyPem: key }: Partial<KeyedCertificate>,
    clientId: string,
    change: Partial<IClientOptions> = {},
  ): Promise<MqttClient> => {
    const ca = keys.authority.certificatePem;
    const identity = { ...(cert && { cert }), ...(key && { key }) };
    const options = { clientId, ca, ...identity, protocolVersion: 4 as const, reconnectPeriod: 0 };
    const client = await connectAsync(url, { ...options, connectTimeout: 3000, ...change }, false);
    client.on('error', () => client.end(true));
    clients.push(client);
    return client;
  };
  const publish = (client: MqttClient, topic: string, payload: string) =>
    client.publishAsync(topic, payload, { qos: 1 });

  it('lets a pole with its certificate speak on its own topics, and the server hears it', async () => {
    const heard: string[] = [];
    const forget = link.onMessage((clusterId, name, payload) =>
      heard.push(`${clusterId} ${name} ${payload}`),
    );
    const pole = await connect(await issue('c1'), 'c1');
    await publish(pole, topicOf('c1', 'telemetry'), 'hot');
    await eventually(() => (heard.includes('c1 telemetry hot') ? undefined : `heard ${heard.join()}`));
    forget();
  });

  it('keeps what the server says for a pole that comes later', async () => {
    await link.publish(topicOf('c2', 'desired'), 'wish', { qos: 1, retain: true });
    const pole = await connect(await issue('c2'), 'c2');
    const heard: string[] = [];
    pole.on('message', (_topic, payload: Buffer) => heard.push(payload.toString()));
    const granted = await pole.subscribeAsync(topicOf('c2', 'desired'), { qos: 1 });
    expect(granted).toMatchObject([{ qos: 1 }]);
    await eventually(() => (heard.includes('wish') ? undefined : 'nothing yet'));
  });

  it.each([
    ['another pole’s topic', topicOf('c1', 'presence')],
    ['the server’s own topic to it', topicOf('c3', 'desired')],
    ['a topic outside of ours', 'anything/else'],
  ])('ends the connection of a pole that speaks on %s', async (_what, topic) => {
    const pole = await connect(await issue('c3'), 'c3');
    const isClosed = new Promise<boolean>((resolve) => pole.once('close', () => resolve(true)));
    // Never acknowledged, so nobody waits for it.
    pole.publish(topic, 'x', { qos: 1 });
    expect(await isClosed).toBe(true);
  });

  it.each(['loa/v1/cluster/+/desired', 'loa/v1/cluster/c1/desired', '#', topicOf('c4', 'presence')])(
    'grants a pole no subscription to %s',
    async (filter) => {
      const pole = await connect(await issue('c4'), 'c4');
      const answered = await pole.subscribeAsync(filter, { qos: 1 }).catch((error: unknown) => String(error));
      const isRefused = typeof answered === 'string' || answered.some(({ qos }) => qos === 128);
      expect(isRefused, JSON.stringify(answered)).toBe(true);
    },
  );

  it('lets nobody in without a certificate', async () => {
    await expect(connect({}, 'c1')).rejects.toThrow();
  });

  it('lets nobody in whose certificate another authority signed', async () => {
    const foreign = await makeAuthority('Others', validity());
    const certificate = await issueClientCertificate(foreign, { commonName: 'c1', validity: validity() });
    await expect(connect(certificate, 'c1')).rejects.toThrow();
  });

  it('refuses a certificate that was revoked or replaced', async () => {
    const old = await issue('c5');
    const fresh = await issue('c5');
    await expect(connect(old, 'c5')).rejects.toThrow(/authorized/i);
    await connect(fresh, 'c5');
    admitted.delete('c5');
    await expect(connect(fresh, 'c5')).rejects.toThrow(/authorized/i);
  });

  it('does not let a pole take the place of another by calling itself so', async () => {
    const mine = await issue('c6');
    await connect(await issue('c7'), 'c7');
    await expect(connect(mine, 'c7')).rejects.toThrow(/authorized/i);
    await expect(connect(mine, 'server')).rejects.toThrow(/authorized/i);
  });

  it('does not take its own HTTPS certificate for a client', async () => {
    await expect(connect(keys.server, 'server')).rejects.toThrow();
  });

  it('speaks the last will of a pole whose line is cut', async () => {
    const wills: string[] = [];
    const forget = link.onMessage((clusterId, _name, payload) => wills.push(`${clusterId} ${payload}`));
    const will = {
      topic: topicOf('c8', 'presence'),
      payload: Buffer.from('gone'),
      qos: 1 as const,
      retain: true,
    };
    const pole = await connect(await issue('c8'), 'c8', { will });
    pole.stream.destroy();
    await eventually(() => (wills.includes('c8 gone') ? undefined : 'no will yet'));
    forget();
  });

  it('does not speak a last will in another pole’s name', async () => {
    const heard: string[] = [];
    const forget = link.onMessage((clusterId, _name, payload) => heard.push(`${clusterId} ${payload}`));
    const will = {
      topic: topicOf('c1', 'presence'),
      payload: Buffer.from('lie'),
      qos: 1 as const,
      retain: true,
    };
    const liar = await connect(await issue('c9'), 'c9', { will });
    const witness = await connect(await issue('c10'), 'c10');
    liar.stream.destroy();
    await eventually(() => (liar.connected ? 'still connected' : undefined));
    await publish(witness, topicOf('c10', 'presence'), 'truth');
    await eventually(() => (heard.includes('c10 truth') ? undefined : 'nothing yet'));
    expect(heard).not.toContain('c1 lie');
    forget();
  });

  it('speaks the will of a line that its pole has given up before what the pole says on the next', async () => {
    const heard: string[] = [];
    const forget = link.onMessage((clusterId, _name, payload) => heard.push(`${clusterId} ${payload}`));
    const topic = topicOf('c14', 'presence');
    const will = { topic, payload: Buffer.from('gone'), qos: 1 as const, retain: true };
    const certificate = await issue('c14');
    // The broker does not know yet that nobody is there any more.
    await connect(certificate, 'c14', { will });
    const next = await connect(certificate, 'c14', { will });
    await publish(next, topic, 'here');
    await eventually(() => (heard.includes('c14 here') ? undefined : 'not heard'));
    expect(heard.filter((said) => said.startsWith('c14'))).toEqual(['c14 gone', 'c14 here']);
    forget();
  });

  it('ends the connection of a pole that floods it', async () => {
    const pole = await connect(await issue('c11'), 'c11');
    const isClosed = new Promise<boolean>((resolve) => pole.once('close', () => resolve(true)));
    for (let i = 0; i < 600; i += 1) pole.publish(topicOf('c11', 'telemetry'), 'x');
    expect(await isClosed).toBe(true);
  });

  it('throws a pole out on demand, with all of its connections and nobody else', async () => {
    const certificate = await issue('c12');
    const other = await connect(await issue('c13'), 'c13');
    const own = [await connect(certificate, 'c12'), await connect(certificate, 'c12-second')];
    const areClosed = own.map((pole) => new Promise<void>((resolve) => pole.once('close', () => resolve())));
    broker.disconnect('c12');
    await Promise.all(areClosed);
    expect(other.connected).toBe(true);
  });

  it('leaves nobody waiting for an acknowledgement when the line is cut', async () => {
    const lonely = new BrokerLink({ log });
    const own = new EmbeddedBroker({ admits: async () => false, clock, log });
    const authorityPem = keys.authority.certificatePem;
    const port = await own.start({ host: '127.0.0.1', port: 0, server: keys.server, authorityPem });
    const { keyPem: key, certificatePem: cert } = keys.client;
    await lonely.start({ url: `mqtts://127.0.0.1:${port}`, tls: { key, cert, ca: [authorityPem] } });
    const [said] = await Promise.allSettled([
      lonely.publish(topicOf('c1', 'plan'), 'x'.repeat(1_000_000), { qos: 1, retain: true }),
      own.close(),
    ]);
    expect(said).toMatchObject({ reason: { code: 'broker.away' } });
    await lonely.close();
  });

  it('tells at once that it is away, instead of keeping an order for later', async () => {
    const lonely = new BrokerLink({ log });
    await expect(lonely.publish('x', 'y', { qos: 1, retain: false })).rejects.toMatchObject({
      code: 'broker.away',
    });
    expect(lonely.isConnected).toBe(false);
    expect(link.isConnected).toBe(true);
  });
});

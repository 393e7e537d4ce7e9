import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectAsync, type MqttClient } from 'mqtt';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { eventually, systemClock, topicOf } from '@loa/protocol';
import { BrokerLink } from './broker-link.ts';
import { issueClientCertificate } from './certificates.ts';
import { EmbeddedBroker } from './embedded-broker.ts';
import { KeyRing } from './key-ring.ts';

const log = pino({ level: 'silent' });
const DAY_MS = 86_400_000;

describe("the server's link to a broker", () => {
  let folder: string;
  let keys: KeyRing;
  let broker: EmbeddedBroker;
  let url: string;
  let pole: MqttClient;
  const links: BrokerLink[] = [];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'loa-link-'));
    keys = new KeyRing({ folder, clock: systemClock });
    await keys.start({ names: ['127.0.0.1'], stationName: 'Loa', hasPoles: false });
    broker = new EmbeddedBroker({ admits: async () => true, clock: systemClock, log });
    const ca = keys.authority.certificatePem;
    const listening = { host: '127.0.0.1', port: 0, server: keys.server, authorityPem: ca };
    url = `mqtts://127.0.0.1:${await broker.start(listening)}`;
    const validity = { from: Date.now() - DAY_MS, until: Date.now() + DAY_MS };
    const own = await issueClientCertificate(keys.authority, { commonName: 'c1', validity });
    const identity = { clientId: 'c1', ca, key: own.keyPem, cert: own.certificatePem };
    pole = await connectAsync(url, { ...identity, protocolVersion: 4, reconnectPeriod: 0 }, false);
  });
  afterEach(async () => {
    await pole.endAsync(true);
    for (const link of links.splice(0)) await link.close();
    await broker.close();
    await rm(folder, { recursive: true, force: true });
  });

  const open = async (listener: (payload: string) => unknown, repeatMs?: number): Promise<BrokerLink> => {
    const link = new BrokerLink({ log, ...(repeatMs === undefined ? {} : { repeatMs }) });
    links.push(link);
    link.onMessage((_clusterId, _name, payload) => listener(payload));
    const tls = {
      key: keys.client.keyPem,
      cert: keys.client.certificatePem,
      ca: [keys.authority.certificatePem],
    };
    await link.start({ url, tls, sessionName: 'loa-server-test' });
    return link;
  };

  it('misses no record of a pole that came while the server was away', async () => {
    await (await open(() => undefined)).close();
    await pole.publishAsync(topicOf('c1', 'playlog'), 'line', { qos: 1 });
    const heard: string[] = [];
    await open((payload) => heard.push(payload));
    await eventually(() => (heard.includes('line') ? undefined : 'nothing was kept'));
  });

  it('is told again what could not be stored the first time', async () => {
    const heard: string[] = [];
    await open(async (payload) => {
      heard.push(payload);
      if (heard.length === 1) throw new Error('disk full');
    }, 50);
    await pole.publishAsync(topicOf('c1', 'playlog'), 'line', { qos: 1 });
    await eventually(() => (heard.length === 2 ? undefined : `heard ${heard.length} times`), 5_000);
    expect(heard).toEqual(['line', 'line']);
  });

  it('hears of a state that changed while it was away only what was last, and as old news', async () => {
    const closed = await open(() => undefined);
    await closed.close();
    await pole.publishAsync(topicOf('c1', 'reported'), 'first', { qos: 1, retain: true });
    await pole.publishAsync(topicOf('c1', 'reported'), 'last', { qos: 1, retain: true });
    const heard: string[] = [];
    const link = new BrokerLink({ log });
    links.push(link);
    link.onMessage((_clusterId, _name, payload, { retained }) => heard.push(`${payload} ${retained}`));
    const tls = {
      key: keys.client.keyPem,
      cert: keys.client.certificatePem,
      ca: [keys.authority.certificatePem],
    };
    await link.start({ url, tls, sessionName: 'loa-server-test' });
    await eventually(() => (heard.includes('last true') ? undefined : 'nothing yet'));
    expect(heard).toEqual(['last true']);
  });
});

import { X509Certificate } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectAsync } from 'mqtt';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '@loa/protocol';
import { startBroker } from './broker-starter.ts';
import { ClosingStack } from './closing-stack.ts';
import type { ClusterRow } from './clusters/cluster-store.ts';
import { readConfig } from './config.ts';
import type { BrokerAccess } from './links/broker-link.ts';
import { issueClientCertificate, serialOf } from './links/certificates.ts';
import { KeyRing } from './links/key-ring.ts';

const log = pino({ level: 'silent' });
const DAY_MS = 86_400_000;

describe('starting the broker', () => {
  let folder: string;
  let keys: KeyRing;
  let closing: ClosingStack;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'loa-start-'));
    keys = new KeyRing({ folder, clock: systemClock });
    await keys.start({ names: ['127.0.0.1'], stationName: 'Loa', hasPoles: false });
    closing = new ClosingStack({ log });
  });
  afterEach(async () => {
    await closing.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('tells poles where an external broker is, and never the password that the server uses there', async () => {
    const seen: BrokerAccess[] = [];
    const atWork = await startBroker({
      ...{ keys, closing, log, clock: systemClock },
      config: readConfig({ MQTT_URL: 'mqtts://loa:b%C3%AD%20m%E1%BA%ADt@broker.vn:8883' }),
      clusters: { find: async () => undefined },
      link: { start: async (access) => void seen.push(access), close: async () => undefined },
    });
    expect(atWork.url).toBe('mqtts://broker.vn:8883');
    expect(seen).toMatchObject([{ url: atWork.url, username: 'loa', password: 'bí mật' }]);
    expect(seen[0]?.sessionName).toMatch(/^loa-server-[0-9a-f]{16}$/);
  });

  it('lets a pole in only when the server hears what it says', async () => {
    const validity = { from: Date.now() - DAY_MS, until: Date.now() + DAY_MS };
    const own = await issueClientCertificate(keys.authority, { commonName: 'c1', validity });
    const serial = serialOf(new X509Certificate(own.certificatePem).serialNumber);
    const row = { revokedAt: null, certificateSerial: serial } as ClusterRow;
    const order: string[] = [];
    const comeIn = async (url: string): Promise<void> => {
      const identity = { key: own.keyPem, cert: own.certificatePem, ca: keys.authority.certificatePem };
      const pole = await connectAsync(url, { ...identity, clientId: 'c1', reconnectPeriod: 0 }, false);
      order.push('pole is in');
      await pole.endAsync(true);
    };
    let coming: Promise<void> | undefined;
    await startBroker({
      ...{ keys, closing, log, clock: systemClock },
      config: readConfig({ LOA_BROKER_PORT: '0' }),
      clusters: { find: async () => row },
      link: {
        start: async ({ url }) => {
          coming = comeIn(url);
          // Twice the way that the pole has to go.
          for (const clientId of ['first', 'second']) {
            const { keyPem: key, certificatePem: cert } = keys.client;
            const ca = keys.authority.certificatePem;
            const server = await connectAsync(url, { key, cert, ca, clientId, reconnectPeriod: 0 }, false);
            await server.endAsync(true);
          }
          order.push('server hears');
        },
        close: async () => undefined,
      },
    });
    await coming;
    expect(order).toEqual(['server hears', 'pole is in']);
  });
});

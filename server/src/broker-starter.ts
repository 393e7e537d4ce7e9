import { rootCertificates } from 'node:tls';
import type { Logger } from 'pino';
import { LoaError, type Clock } from '@loa/protocol';
import type { ClosingStack } from './closing-stack.ts';
import type { ClusterStore } from './clusters/cluster-store.ts';
import type { Config } from './config.ts';
import type { BrokerAccess, BrokerLink } from './links/broker-link.ts';
import { EmbeddedBroker } from './links/embedded-broker.ts';
import type { KeyRing } from './links/key-ring.ts';

export interface BrokerBase {
  config: Config;
  clusters: Pick<ClusterStore, 'find'>;
  keys: KeyRing;
  link: Pick<BrokerLink, 'start' | 'close'>;
  clock: Clock;
  log: Logger;
  closing: ClosingStack;
}

/** How the broker is reached, and how a pole is put off it. */
export interface BrokerAtWork {
  /** For poles. */
  url: string;
  /** The port of the embedded broker; 0 with an external one. */
  port: number;
  disconnect(clusterId: string): void;
  /** The broker itself, to be reached by further doors; undefined with an external one. */
  embedded?: Pick<EmbeddedBroker, 'welcome'>;
}

/** Starts the embedded broker, or none where an external one is set, and connects to whichever there is. */
export async function startBroker(base: BrokerBase): Promise<BrokerAtWork> {
  const { config, link, closing } = base;
  let letPolesIn = (): void => undefined;
  const isHeard = new Promise<void>((resolve) => {
    letPolesIn = resolve;
  });
  const atWork = config.mqttUrl === '' ? await startEmbedded(base, isHeard) : external(config.mqttUrl);
  closing.add('broker link', () => link.close());
  await link.start(accessFor(atWork, base));
  letPolesIn();
  return atWork;
}

function accessFor({ url, port }: BrokerAtWork, { config, keys }: BrokerBase): BrokerAccess {
  // The embedded broker is next door, whatever name the world knows it by.
  const isEverywhere = config.listenHost === '0.0.0.0' || config.listenHost === '::';
  const own = isEverywhere ? '127.0.0.1' : config.listenHost;
  const ca = [keys.authority.certificatePem, ...rootCertificates];
  const tls = { key: keys.client.keyPem, cert: keys.client.certificatePem, ca };
  return {
    url: port === 0 ? url : `mqtts://${bracketed(own)}:${port}`,
    ...(url.startsWith('mqtt:') ? {} : { tls }),
    ...credentialsOf(config),
    // The same at each start, and another for each server.
    sessionName: `loa-server-${Buffer.from(keys.fingerprint).toString('hex').slice(0, 16)}`,
  };
}

/** An IPv6 address in a URL stands in brackets. */
export function bracketed(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}

async function startEmbedded(
  { config, clusters, keys, clock, log, closing }: BrokerBase,
  isHeard: Promise<void>,
): Promise<BrokerAtWork> {
  const admits = async (clusterId: string, serial: string) => {
    // Before the server listens, the broker would acknowledge a pole's record to nobody's ears.
    await isHeard;
    const row = await clusters.find(clusterId);
    return row?.revokedAt === null && row.certificateSerial === serial;
  };
  const broker = new EmbeddedBroker({ admits, clock, log });
  closing.add('embedded broker', () => broker.close());
  const port = await broker.start({
    host: config.listenHost,
    port: config.brokerPort,
    server: keys.server,
    authorityPem: keys.authority.certificatePem,
  });
  return {
    url: `mqtts://${bracketed(config.announcedHost)}:${port}`,
    port,
    disconnect: (clusterId) => broker.disconnect(clusterId),
    embedded: broker,
  };
}

/** An external broker keeps its own list of who may come in. Its address is told to poles, the password is not. */
function external(mqttUrl: string): BrokerAtWork {
  if (!URL.canParse(mqttUrl))
    throw new LoaError('config.invalid', { key: 'mqttUrl', expected: 'mqtts://host:port' });
  const url = new URL(mqttUrl);
  url.username = '';
  url.password = '';
  return { url: url.href, port: 0, disconnect: () => undefined };
}

/** Hosting services put them into the address. */
function credentialsOf({ mqttUrl, mqttUsername, mqttPassword }: Config): {
  username?: string;
  password?: string;
} {
  const url = URL.canParse(mqttUrl) ? new URL(mqttUrl) : undefined;
  const username = mqttUsername || decodeURIComponent(url?.username ?? '');
  const password = mqttPassword || decodeURIComponent(url?.password ?? '');
  return { ...(username === '' ? {} : { username }), ...(password === '' ? {} : { password }) };
}

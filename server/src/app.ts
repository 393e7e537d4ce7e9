import { mkdir, readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { Logger } from 'pino';
import type { Clock } from '@loa/protocol';
import { makeAiring, type Airing } from './airing-builder.ts';
import { makeBase, type Base } from './base-builder.ts';
import { bracketed, startBroker, type BrokerAtWork } from './broker-starter.ts';
import { ClosingStack } from './closing-stack.ts';
import type { Config } from './config.ts';
import { brokerRoutes } from './links/broker-routes.ts';
import { openDoor, openPlainPort, portOf, type Door } from './links/https-door.ts';
import { addRoutes } from './server-routes.ts';
import { openDatabase } from './storage/database.ts';
import { NightKeeper, removeOldFiles } from './storage/night-keeper.ts';
import { ReserveKeeper } from './storage/reserve-keeper.ts';
import { ClockKeeper } from './time/clock-keeper.ts';

export interface AppOptions {
  config: Config;
  /** The machine's own clock. */
  clock: Clock;
  log: Logger;
  /** Folder of the built console; undefined to serve none. */
  consoleFolder: string | undefined;
}

/** A running server, with the ports and addresses that it really has. */
export interface App {
  url: string;
  brokerUrl: string;
  httpsPort: number;
  brokerPort: number;
  /** Null once the first administrator exists. */
  setupCode: string | null;
  authorityPem: string;
  /** Twice is fine. */
  close(): Promise<void>;
}

const DAY_MS = 86_400_000;
/** Audio without a row is kept this long, in case an older database was restored by mistake. */
const ORPHAN_DAYS = 30;

/** Starts everything in order; whatever was started is closed again when something fails. */
export async function startApp(options: AppOptions): Promise<App> {
  const closing = new ClosingStack({ log: options.log });
  try {
    return await start(options, closing);
  } catch (error) {
    await closing.close();
    throw error;
  }
}

async function start(
  { config, clock: machine, log, consoleFolder }: AppOptions,
  closing: ClosingStack,
): Promise<App> {
  await makeFolders(config.dataFolder);
  const clock = new ClockKeeper({ machine, log });
  const reserve = new ReserveKeeper({ folder: config.dataFolder, log });
  await reserve.start();
  const db = openDatabase(join(config.dataFolder, 'loa.sqlite'));
  closing.add('database', () => db.destroy());
  // Known as soon as the ports are open; nobody can ask before.
  const addresses = { serverUrl: '', brokerUrl: '' };
  const base = makeBase({ config, db, reserve, clock, log, addresses: () => addresses });
  await startGround(base);
  closing.add('watcher', () => base.watcher.close());
  await base.watcher.start();
  const broker = await startBroker({ ...base, clusters: base.stores.clusters, closing });
  addresses.brokerUrl = broker.url;
  const airing = await makeAiring(base);
  startTelling({ base, airing, broker, closing });
  closing.add('clock', () => clock.close());
  clock.start(() => airing.live.desk.isOnAir || base.watcher.isAnySounding);
  await startAiring(airing, closing);
  startNight(base, closing);
  const door = await openDoor({
    ...{ ...(await certificateOf(base)), log, consoleFolder },
    trustProxy: isProxied(config),
    isTrustedByAll: config.httpsCertificateFile !== '',
  });
  await addRoutes(door, base, airing);
  if (broker.embedded !== undefined) brokerRoutes(door, { broker: broker.embedded, gate: base.gate });
  const httpsPort = await listen(door, config, closing);
  // First of all: a door waits for its open sockets, and some consoles never answer a farewell.
  closing.add('consoles', () => base.hub.close());
  addresses.serverUrl = `https://${bracketed(config.announcedHost)}:${httpsPort}`;
  return {
    url: addresses.serverUrl,
    brokerUrl: broker.url,
    httpsPort,
    brokerPort: broker.port,
    get setupCode() {
      return base.setupCode.code;
    },
    authorityPem: base.keys.authority.certificatePem,
    close: () => closing.close(),
  };
}

async function makeFolders(dataFolder: string): Promise<void> {
  for (const name of ['', 'media', 'recordings', 'incoming']) {
    await mkdir(join(dataFolder, name), { recursive: true, mode: 0o700 });
  }
}

/** Keys, and the question whether anybody is there yet. */
async function startGround({ config, keys, setupCode, stores }: Base): Promise<void> {
  const { listenHost, announcedHost, stationName } = config;
  const isEverywhere = listenHost === '0.0.0.0' || listenHost === '::';
  const own = ['localhost', '127.0.0.1', '::1', hostname()];
  const names = new Set([announcedHost, ...own, ...(isEverywhere ? [] : [listenHost])]);
  const hasPoles = await stores.clusters.hasEnrolled();
  await keys.start({ names: [...names], stationName, hasPoles });
  await setupCode.start({ isNeeded: await stores.accounts.isEmpty() });
}

interface Telling {
  base: Base;
  airing: Airing;
  broker: BrokerAtWork;
  closing: ClosingStack;
}

/** From now on consoles are told, and changes have their consequences. */
function startTelling({ base, airing, broker, closing }: Telling): void {
  const { hub, gatekeeper, announcer, clusterKeeper } = base;
  const { dispatch } = airing;
  closing.add('event hub', () => hub.close());
  hub.start(async (account) => ({
    areas: await gatekeeper.visibleAreas(account),
    clusters: await gatekeeper.visibleClusters(account),
  }));
  closing.add('announcer', () => announcer.close());
  announcer.start();
  clusterKeeper.start({
    placed: () => hub.refreshSight(),
    volumeChanged: (clusterId) => dispatch.desired.setVolume(clusterId),
    countsAnew: (clusterId) => base.stores.playlog.startAnew(clusterId),
    shutOut: async (clusterId) => {
      broker.disconnect(clusterId);
      await dispatch.refresh([clusterId]);
    },
  });
}

/** What the poles are told, then what may be put on air. */
async function startAiring(
  { dispatch, media, schedule, live }: Airing,
  closing: ClosingStack,
): Promise<void> {
  await live.prepare();
  closing.add('dispatch', () => dispatch.close());
  await dispatch.start();
  closing.add('media', () => media.close());
  await media.start();
  closing.add('schedule', () => schedule.close());
  schedule.start();
  closing.add('live', () => live.close());
  await live.start();
}

async function certificateOf({ config, keys }: Base): Promise<{ certificatePem: string; keyPem: string }> {
  const { httpsCertificateFile, httpsKeyFile } = config;
  if (httpsCertificateFile === '') return keys.server;
  return {
    certificatePem: await readFile(httpsCertificateFile, 'utf8'),
    keyPem: await readFile(httpsKeyFile, 'utf8'),
  };
}

function isProxied({ plainHttpPort }: Config): boolean {
  return plainHttpPort !== 0;
}

async function listen(door: Door, config: Config, closing: ClosingStack): Promise<number> {
  closing.add('https door', () => door.close());
  const listenTextResolver = (): string => 'https door is open';
  await door.listen({ host: config.listenHost, port: config.httpsPort, listenTextResolver });
  if (isProxied(config)) {
    const plain = await openPlainPort(door, config.plainHttpPort);
    closing.add('plain port', () => plain.close());
  }
  return portOf(door);
}

function startNight({ config, clock, log, sessions, stores, reserve }: Base, closing: ClosingStack): void {
  const incoming = join(config.dataFolder, 'incoming');
  const orphans = join(config.dataFolder, 'media', 'orphans');
  const night = new NightKeeper({
    log,
    tasks: [
      { name: 'ended sessions', run: () => sessions.removeExpired() },
      { name: 'old enrolment codes', run: () => stores.codes.removeExpired(clock.now()) },
      { name: 'left uploads', run: () => removeOldFiles(incoming, clock.now() - DAY_MS) },
      { name: 'orphaned recordings', run: () => removeOldFiles(orphans, clock.now() - ORPHAN_DAYS * DAY_MS) },
      { name: 'reserve of disk space', run: () => reserve.keep() },
    ],
  });
  closing.add('night', () => night.close());
  night.start();
}

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { systemClock, type Area, type Clock, type Cluster, type EnrolmentCode } from '@loa/protocol';
import { startApp, type App } from '../app.ts';
import { readConfig, variableOf, type Config } from '../config.ts';
import { ConsoleClient } from './console-client.ts';
import { TestPole } from './test-pole.ts';

export const ADMINISTRATOR = { username: 'chi-thanh', password: 'mot-mat-khau-dai' };

/** A whole server on free ports with a folder of its own. */
export interface TestServer {
  app: App;
  folder: string;
  client: ConsoleClient;
  /** Another browser, signed out. */
  visitor(): ConsoleClient;
  close(): Promise<void>;
}

/** `clock`: the machine's. */
export async function startTestServer(
  settings: Partial<Config> = {},
  clock: Clock = systemClock,
): Promise<TestServer> {
  const folder = settings.dataFolder ?? (await mkdtemp(join(tmpdir(), 'loa-server-')));
  const given = {
    dataFolder: folder,
    httpsPort: 0,
    brokerPort: 0,
    mediaPort: 0,
    logLevel: 'silent',
    ...settings,
  };
  const environment = Object.entries(given).map(([name, value]) => [variableOf(name), String(value)]);
  const config = readConfig(Object.fromEntries(environment) as Record<string, string>);
  const log = pino({ level: config.logLevel });
  const app = await startApp({ config, clock, log, consoleFolder: undefined });
  return {
    app,
    folder,
    client: new ConsoleClient(app),
    visitor: () => new ConsoleClient(app),
    close: async () => {
      await app.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Makes the first administrator and stays signed in as it. */
export async function setUp({ app, client }: TestServer): Promise<void> {
  await client.post('/api/setup', { setupCode: app.setupCode, displayName: 'Chị Thanh', ...ADMINISTRATOR });
}

export async function makeArea(
  { client }: TestServer,
  name: string,
  parentId: string | null = null,
): Promise<Area> {
  const rank = parentId === null ? 'commune' : 'hamlet';
  return client.post<Area>('/api/areas', { parentId, code: '', name, rank });
}

export async function makeCluster({ client }: TestServer, areaId: string, name = 'Cụm 1'): Promise<Cluster> {
  const place = { place: 'Cột điện', latitude: null, longitude: null };
  return client.post<Cluster>('/api/clusters', { areaId, name, ...place, horns: 2, volumePercent: 70 });
}

export async function enrol({ client, app }: TestServer, clusterId: string): Promise<TestPole> {
  const { code } = await client.post<EnrolmentCode>(`/api/clusters/${clusterId}/enrolment-code`);
  return TestPole.enrol(app, code);
}

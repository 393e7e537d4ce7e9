import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import {
  eventually,
  type Account,
  type AuditEntry,
  type Cluster,
  type ClusterDetail,
  type ConsoleEvent,
  type SessionState,
} from '@loa/protocol';
import {
  ADMINISTRATOR,
  enrol,
  makeArea,
  makeCluster,
  setUp,
  startTestServer,
  type TestServer,
} from './testing/test-server.ts';
import type { TestPole } from './testing/test-pole.ts';

describe('a whole server', () => {
  let server: TestServer;
  let areaId: string;
  let cluster: Cluster;
  let pole: TestPole;

  beforeAll(async () => {
    server = await startTestServer();
  });
  afterAll(async () => {
    await pole?.close();
    await server.close();
  });

  const seen = async (): Promise<Cluster> =>
    (await server.client.get<ClusterDetail>(`/api/clusters/${cluster.id}`)).cluster;

  it('lets nobody set it up with a wrong code', async () => {
    const body = { setupCode: 'AAAA-BBBB-CCCC', displayName: 'Ai đó', ...ADMINISTRATOR };
    const answer = await server.visitor().ask('POST', '/api/setup', { body });
    expect(answer.status).toBe(403);
    expect(answer.body).toMatchObject({ error: { code: 'access.setup-code-wrong' } });
  });

  it('is set up once with the code of its terminal, which then is gone', async () => {
    const { setupCode } = server.app;
    await setUp(server);
    expect(await server.client.get<SessionState>('/api/session')).toMatchObject({
      setupNeeded: false,
      account: { role: 'administrator', areaId: null },
    });
    expect(await readdir(server.folder)).not.toContain('setup-code');
    const body = { setupCode, displayName: 'Hai', username: 'hai', password: 'mot-mat-khau-khac' };
    expect((await server.visitor().ask('POST', '/api/setup', { body })).status).toBe(409);
  });

  it('keeps its keys from other users of the machine', async () => {
    const keys = join(server.folder, 'keys');
    const modes = await Promise.all((await readdir(keys)).map((name) => stat(join(keys, name))));
    expect(modes.length).toBeGreaterThanOrEqual(7);
    expect(modes.map(({ mode }) => mode & 0o777)).toEqual(modes.map(() => 0o600));
  });

  it('takes in a pole with its code and sees it come and go', async () => {
    areaId = (await makeArea(server, 'Phường Thành Sen')).id;
    cluster = await makeCluster(server, areaId);
    expect(cluster.state).toBe('waiting');
    pole = await enrol(server, cluster.id);
    expect((await seen()).state).toBe('offline');
    await pole.connect();
    await eventually(async () => ((await seen()).state === 'online' ? undefined : 'not online'));
    pole.cut();
    await eventually(async () => ((await seen()).state === 'offline' ? undefined : 'still online'));
    expect((await seen()).lastSeenAt).not.toBeNull();
  });

  it('tells a console of the pole at once, over the stream of events', async () => {
    const events: ConsoleEvent[] = [];
    const socket = openEvents(server, (event) => events.push(event));
    await eventually(() => (events.some(({ type }) => type === 'hello') ? undefined : 'no hello'));
    await pole.connect();
    await eventually(() =>
      events.some((event) => event.type === 'cluster' && event.cluster.state === 'online')
        ? undefined
        : 'no event',
    );
    socket.close();
  });

  it('keeps what the pole signed that it played, once although it was sent twice', async () => {
    const now = Date.now();
    const entry = {
      ...{ broadcastId: 'b1', kind: 'stored' as const, startedAt: now - 5000, endedAt: now },
      ...{ playedMs: 5000, heardMs: 4900, outcome: 'completed' as const },
    };
    await pole.log(1, entry, now);
    await pole.log(1, entry, now);
    await pole.log(2, entry, now);
    await eventually(async () => {
      const { playlog } = await server.client.get<ClusterDetail>(`/api/clusters/${cluster.id}`);
      return playlog.length === 2 ? undefined : `${playlog.length} lines`;
    });
  });

  it('tells the time to a pole whose clock is years behind', async () => {
    const answer = await pole.askTime(Date.UTC(2021, 0, 1));
    expect(answer.status).toBe(200);
    expect(Math.abs((answer.body as { sentAt: number }).sentAt - Date.now())).toBeLessThan(5000);
  });

  it('puts a revoked pole off the broker and answers it nothing more', async () => {
    await server.client.post(`/api/clusters/${cluster.id}/revoke`);
    expect((await seen()).state).toBe('revoked');
    await expect(pole.connect()).rejects.toThrow();
    expect((await pole.askTime(Date.now())).status).toBe(401);
  });

  it('takes a revoked pole in again with a new code, and refuses its old certificate', async () => {
    const again = await enrol(server, cluster.id);
    await expect(pole.connect()).rejects.toThrow();
    await again.connect();
    await eventually(async () => ((await seen()).state === 'online' ? undefined : 'not online'));
    const now = Date.now();
    const entry = {
      ...{ broadcastId: 'b2', kind: 'stored' as const, startedAt: now, endedAt: now },
      ...{ playedMs: 0, heardMs: 0, outcome: 'missed' as const },
    };
    await again.log(1, entry, now);
    await eventually(async () => {
      const { playlog } = await server.client.get<ClusterDetail>(`/api/clusters/${cluster.id}`);
      const ids = playlog.map(({ broadcastId }) => broadcastId).join();
      return ids === 'b2,b1,b1' ? undefined : ids;
    });
    await again.close();
  });

  it('refuses a request that another web site makes', async () => {
    const headers = { origin: 'https://evil.example' };
    const body = { parentId: null, code: '', name: 'Bẫy', rank: 'commune' };
    const answer = await server.client.ask('POST', '/api/areas', { body, headers });
    expect(answer.body).toMatchObject({ error: { code: 'access.foreign-origin' } });
    const own = { origin: server.app.url };
    const fields = { body: { ...body, name: 'Phường Hà Huy Tập' }, headers: own };
    expect((await server.client.ask('POST', '/api/areas', fields)).status).toBe(200);
  });

  it('opens the stream of events neither to strangers nor to other web sites', async () => {
    const stranger = new WebSocket(eventsUrl(server), { ca: server.app.authorityPem });
    expect(await refusalOf(stranger)).toBe(401);
    const headers = { cookie: server.client.cookie ?? '', origin: 'https://evil.example' };
    expect(await refusalOf(new WebSocket(eventsUrl(server), { ca: server.app.authorityPem, headers }))).toBe(
      403,
    );
  });

  it('keeps an officer to the own area', async () => {
    const other = await makeArea(server, 'Xã Thạch Hà');
    await makeCluster(server, other.id, 'Cụm xa');
    const officer = {
      username: 'anh-tu',
      displayName: 'Anh Tú',
      password: 'mat-khau-cua-tu',
      role: 'officer',
      areaId,
    };
    const { id } = await server.client.post<Account>('/api/accounts', officer);
    const visitor = server.visitor();
    await visitor.post('/api/session', { username: officer.username, password: officer.password });
    const areas = (await visitor.get<Cluster[]>('/api/clusters')).map((each) => each.areaId);
    expect(new Set(areas)).toEqual(new Set([areaId]));
    expect((await visitor.ask('GET', '/api/audit')).status).toBe(403);
    expect((await visitor.ask('POST', `/api/clusters/${cluster.id}/revoke`)).status).toBe(403);
    await server.client.patch(`/api/accounts/${id}`, { disabled: true });
    expect((await visitor.get<SessionState>('/api/session')).account).toBeNull();
  });

  it('takes a cluster that moves to another area off the screens of the area that it leaves', async () => {
    const [from, to] = [await makeArea(server, 'Xã Cẩm Bình'), await makeArea(server, 'Xã Cẩm Vịnh')];
    const moving = await makeCluster(server, from.id, 'Cụm dời');
    const password = 'mat-khau-cua-lan';
    const account = {
      username: 'chi-lan',
      displayName: 'Chị Lan',
      password,
      role: 'officer',
      areaId: from.id,
    };
    await server.client.post<Account>('/api/accounts', account);
    const visitor = server.visitor();
    await visitor.post('/api/session', { username: account.username, password });
    const events: ConsoleEvent[] = [];
    const socket = openEvents(server, (event) => events.push(event), visitor);
    await eventually(() => (events.some(({ type }) => type === 'hello') ? undefined : 'no hello'));
    await server.client.patch(`/api/clusters/${moving.id}`, { areaId: to.id });
    await eventually(() =>
      events.some((event) => event.type === 'cluster-gone' && event.clusterId === moving.id)
        ? undefined
        : 'not told',
    );
    socket.close();
  });

  it('says how much disk is free and that it keeps a reserve of it', async () => {
    const health = await server.visitor().get<object>('/api/health');
    expect(health).toMatchObject({ ok: true, diskFreeMb: expect.any(Number) as number, diskLow: false });
    expect(health).toMatchObject({ reserve: 'kept' });
    const { size, blocks } = await stat(join(server.folder, 'reserve'));
    expect(size).toBe(16_000_000);
    expect(blocks * 512).toBeGreaterThanOrEqual(size);
  });

  it('takes no more than five wrong passwords a minute, also for names that do not exist', async () => {
    for (const username of [ADMINISTRATOR.username, 'khong-co-ai']) {
      const statuses: number[] = [];
      for (let i = 0; i < 6; i += 1) {
        const body = { username, password: 'sai-mat-khau' };
        statuses.push((await server.visitor().ask('POST', '/api/session', { body })).status);
      }
      expect(statuses).toEqual([401, 401, 401, 401, 401, 429]);
    }
  });

  it('will not let the last administrator be disabled', async () => {
    const { account } = await server.client.get<SessionState>('/api/session');
    const answer = await server.client.ask('PATCH', `/api/accounts/${account?.id}`, {
      body: { disabled: true },
    });
    expect(answer.status).toBe(409);
  });

  it('has written down who did what, without a password in it', async () => {
    const audit = await server.client.get<AuditEntry[]>('/api/audit?limit=500');
    const actions = new Set(audit.map(({ action }) => action));
    for (const action of [
      'account.setup',
      'cluster.make',
      'cluster.enrol',
      'cluster.revoke',
      'session.refused',
    ]) {
      expect(actions).toContain(action);
    }
    expect(JSON.stringify(audit)).not.toMatch(/mat-khau/);
  });

  it('answers a broken request by naming the field', async () => {
    const answer = await server.client.ask('POST', '/api/areas', { body: { name: '' } });
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({
      error: { code: 'input.invalid', details: { field: expect.any(String) as string } },
    });
  });

  it('describes its interfaces for programs', async () => {
    const description = await server.client.get<{ paths: object }>('/api/docs/json');
    expect(Object.keys(description.paths)).toContain('/api/clusters/{id}');
  });

  it('closes twice without complaint', async () => {
    await server.app.close();
    await server.app.close();
  });

  it('does not start with other keys than those that its poles believe', async () => {
    for (const half of ['crt', 'key']) await rm(join(server.folder, `keys/authority.${half}`));
    await expect(startTestServer({ dataFolder: server.folder })).rejects.toMatchObject({
      code: 'config.keys-missing',
    });
  });
});

function eventsUrl({ app }: TestServer): string {
  return `${app.url.replace('https', 'wss')}/api/events`;
}

function openEvents(
  server: TestServer,
  take: (event: ConsoleEvent) => void,
  client = server.client,
): WebSocket {
  const headers = { cookie: client.cookie ?? '', origin: server.app.url };
  const socket = new WebSocket(eventsUrl(server), { ca: server.app.authorityPem, headers });
  socket.on('message', (text: Buffer) => take(JSON.parse(text.toString()) as ConsoleEvent));
  return socket;
}

function refusalOf(socket: WebSocket): Promise<number> {
  return new Promise((resolve) => {
    socket.on('unexpected-response', (_request, response) => {
      resolve(response.statusCode ?? 0);
      socket.terminate();
    });
    socket.on('open', () => resolve(101));
    socket.on('error', () => undefined);
  });
}

import { openAsBlob } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { TypeBoxValidatorCompiler, type TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import fastify from 'fastify';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { LoaError, eventually, systemClock, type ConsoleEvent, type Media } from '@loa/protocol';
import { answerError } from '../links/error-answer.ts';
import { BroadcastStore } from '../schedule/broadcast-store.ts';
import { insertAccount, makeStation } from '../schedule/fake-station.ts';
import { planBroadcast } from '../schedule/new-broadcast.ts';
import { removeOldFiles } from '../storage/night-keeper.ts';
import { FakeRecordings } from './fake-recordings.ts';
import { FileKeeper } from './file-keeper.ts';
import { MediaRunner } from './media-runner.ts';

const LONG = 120_000;
const MINUTE = 60_000;
const cleanUps: (() => Promise<unknown> | void)[] = [];
let recordings: FakeRecordings;
let speech: string;
let tone: string;

beforeAll(async () => {
  recordings = new FakeRecordings(await mkdtemp(join(tmpdir(), 'loa-media-')));
  speech = await recordings.speech('speech.mp3');
  tone = await recordings.signal('tone.wav', 'sine=f=500', 2);
});

afterAll(() => rm(recordings.folder, { recursive: true, force: true }));

afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

async function arrange({ mostUploadBytes = 10_000_000, folder = '', hasRoom = true } = {}) {
  const data = folder === '' ? await mkdtemp(join(tmpdir(), 'loa-media-')) : folder;
  cleanUps.push(() => rm(data, { recursive: true, force: true }));
  const { db, gatekeeper, areas } = await makeStation();
  cleanUps.push(() => db.destroy());
  const broadcasts = new BroadcastStore(db);
  const events: ConsoleEvent[] = [];
  const deeds: string[] = [];
  const part = new MediaRunner(
    {
      ...{ db, gatekeeper, broadcasts, clock: systemClock },
      disk: { hasRoom: async () => hasRoom },
      hub: { emit: (event) => events.push(event) },
      audit: { record: async ({ action }) => void deeds.push(action) },
      log: { info: () => undefined, error: (details) => expect.unreachable(JSON.stringify(details)) },
    },
    { folder: data, limits: { mostUploadBytes, mostDurationMs: 10 * MINUTE } },
  );
  const people = {
    admin: await insertAccount(db, 'admin', null),
    officer: await insertAccount(db, 'officer', 'thach-hung'),
    neighbour: await insertAccount(db, 'neighbour', 'tan-giang'),
  };
  const app = fastify().withTypeProvider<TypeBoxTypeProvider>();
  app.setValidatorCompiler(TypeBoxValidatorCompiler);
  app.setErrorHandler(answerError);
  app.decorateRequest('account', null);
  app.addHook('onRequest', async (request) => {
    const name = request.headers['x-account'] as keyof typeof people | undefined;
    request.account = name === undefined ? null : people[name];
  });
  const poleGate = {
    requirePole: async () => {
      throw new LoaError('access.signed-out');
    },
  };
  await part.addRoutes(app, { areas, poleGate });
  await part.start();
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  cleanUps.push(() => part.close());
  cleanUps.push(() => app.close());
  return { ...clientOf(url), url, data, db, part, broadcasts, events, deeds, people };
}

function clientOf(url: string) {
  const as = (account: Name = 'officer') => ({ 'x-account': account });
  const get = async <Answer>(path: string, account?: Name): Promise<Answer> =>
    (await fetch(`${url}${path}`, { headers: as(account) })).json() as Promise<Answer>;
  const upload = async (path: string, fields: Record<string, string> = {}, account?: Name) => {
    const form = new FormData();
    form.set('file', await openAsBlob(path), path.split('/').at(-1));
    for (const [name, value] of Object.entries(fields)) form.set(name, value);
    const response = await fetch(`${url}/api/media`, { method: 'POST', body: form, headers: as(account) });
    const answer = (await response.json()) as Media & { error?: { code: string } };
    return { status: response.status, answer };
  };
  const remove = async (id: string, account?: Name): Promise<number> =>
    (await fetch(`${url}/api/media/${id}`, { method: 'DELETE', headers: as(account) })).status;
  const settled = async (id: string): Promise<Media> => {
    let media: Media | undefined;
    await eventually(async () => {
      media = await get<Media>(`/api/media/${id}`);
      return media.state === 'preparing' ? `${media.title} is at ${media.progress}` : undefined;
    }, LONG);
    return media as Media;
  };
  return { get, upload, remove, settled, as };
}

type Name = 'admin' | 'officer' | 'neighbour';
const filesOf = async (data: string): Promise<{ media: string[]; incoming: string[] }> => ({
  media: (await readdir(join(data, 'media'))).filter((name) => name !== 'orphans'),
  incoming: await readdir(join(data, 'incoming')),
});

describe('an upload', { timeout: LONG }, () => {
  it('is taken in at once, prepared, told and kept by its hash', async () => {
    const { upload, settled, data, events, deeds, get } = await arrange();
    const { status, answer } = await upload(speech, { title: 'Vệ sinh môi trường', areaId: 'thach-hung' });
    expect(status).toBe(202);
    expect(answer).toMatchObject({
      state: 'preparing',
      title: 'Vệ sinh môi trường',
      uploadedBy: 'Name of officer',
    });
    const media = await settled(answer.id);
    expect(media).toMatchObject({ state: 'ready', progress: 1, areaId: 'thach-hung', refusal: null });
    expect(media.loudnessLufs).toBeGreaterThan(-16.7);
    expect(media.loudnessLufs).toBeLessThan(-15.3);
    expect(await filesOf(data)).toEqual({ media: [`${media.sha256}.opus`], incoming: [] });
    await eventually(() => {
      const last = events.at(-1);
      return last?.type === 'media' && last.media.state === 'ready' ? undefined : 'nobody was told';
    });
    expect(deeds).toEqual(['media.upload']);
    const { peaks } = await get<{ peaks: number[] }>(`/api/media/${media.id}/peaks`);
    expect(Math.max(...peaks)).toBeGreaterThan(0.3);
  });

  it('sent twice is two recordings and one file, which stays until both are removed', async () => {
    const { upload, settled, data, remove, get } = await arrange();
    const [one, two] = await Promise.all([upload(tone), upload(tone)]);
    const [first, second] = [await settled(one.answer.id), await settled(two.answer.id)];
    expect(first.sha256).toBe(second.sha256);
    expect(first.title).toBe('tone');
    expect((await filesOf(data)).media).toHaveLength(1);
    expect(await remove(first.id)).toBe(204);
    expect((await filesOf(data)).media).toHaveLength(1);
    expect(await remove(second.id)).toBe(204);
    expect((await filesOf(data)).media).toEqual([]);
    expect(await get('/api/media')).toEqual([]);
  });

  it('that is no audio is refused at the door and leaves nothing behind', async () => {
    const { upload, data, get } = await arrange();
    const { status, answer } = await upload(
      await recordings.write('fake.mp3', '#EXTM3U\nfile:///etc/hostname\n'),
    );
    expect([status, answer.error?.code]).toEqual([415, 'media.not-audio']);
    expect(await get('/api/media')).toEqual([]);
    expect(await filesOf(data)).toEqual({ media: [], incoming: [] });
  });

  it('that turns out to be silent says so on the screen, without its files', async () => {
    const { upload, settled, data, remove } = await arrange();
    const { answer } = await upload(await recordings.signal('silence.wav', 'anullsrc', 2));
    expect(await settled(answer.id)).toMatchObject({
      state: 'refused',
      refusal: 'media.silent',
      sha256: null,
    });
    expect(await filesOf(data)).toEqual({ media: [], incoming: [] });
    expect(await remove(answer.id)).toBe(204);
  });

  it('larger than allowed is refused after its last byte, and one byte makes the difference', async () => {
    const { size } = await stat(tone);
    const tight = await arrange({ mostUploadBytes: size - 1 });
    const { status, answer } = await tight.upload(tone);
    expect([status, answer.error?.code]).toEqual([413, 'media.too-large']);
    expect(await filesOf(tight.data)).toEqual({ media: [], incoming: [] });
    const fitting = await arrange({ mostUploadBytes: size });
    expect((await fitting.upload(tone)).status).toBe(202);
  });

  it.each([
    ['into an area of somebody else', { areaId: 'tan-giang' }, 403],
    ['into an area that does not exist', { areaId: 'nowhere' }, 404],
  ])('is refused %s', async (_, fields, expected) => {
    const { upload, data } = await arrange();
    expect((await upload(tone, fields)).status).toBe(expected);
    expect(await filesOf(data)).toEqual({ media: [], incoming: [] });
  });

  it('without a file, or by nobody, is refused', async () => {
    const { url, as } = await arrange();
    const form = new FormData();
    form.set('title', 'leer');
    const post = async (headers: Record<string, string>) =>
      (await fetch(`${url}/api/media`, { method: 'POST', body: form, headers })).status;
    expect(await post(as())).toBe(400);
    expect(await post({})).toBe(401);
    expect((await fetch(`${url}/api/media`, { method: 'POST', body: '{}', headers: as() })).status).toBe(400);
  });
});

describe('recordings', { timeout: LONG }, () => {
  it('belong to an area: the neighbour neither sees nor removes them', async () => {
    const { upload, settled, get, remove } = await arrange();
    const { id } = await settled((await upload(tone)).answer.id);
    expect(await get('/api/media', 'neighbour')).toEqual([]);
    expect(await remove(id, 'neighbour')).toBe(404);
    expect(await get<Media[]>('/api/media', 'admin')).toHaveLength(1);
  });

  it('of everybody are seen by all and removed by administrators only', async () => {
    const { upload, get, remove, settled } = await arrange();
    const { answer } = await upload(tone, {}, 'admin');
    expect(answer.areaId).toBeNull();
    await settled(answer.id);
    expect(await get<Media[]>('/api/media', 'neighbour')).toHaveLength(1);
    expect(await remove(answer.id, 'officer')).toBe(403);
    expect(await remove(answer.id, 'admin')).toBe(204);
  });

  it('stay while a broadcast needs them, and go when it is over, which keeps its own record', async () => {
    const { upload, settled, remove, broadcasts } = await arrange();
    const media = await settled((await upload(tone)).answer.id);
    const targets = { areaIds: [], zoneIds: [], clusterIds: ['thach-hung-1'] };
    const request = { title: 'x', class: 'normal', targets, mediaId: media.id, startAt: 1_000_000 } as const;
    const airable = { id: media.id, durationMs: 2000 };
    const allowed = { clusterIds: ['thach-hung-1'], rank: 'commune' as const };
    const plan = (id: string, startAt: number) =>
      planBroadcast(
        { id, request: { ...request, startAt }, media: airable, allowed, createdBy: 'officer' },
        startAt,
      );
    await broadcasts.insert(plan('past', 1_000_000));
    await broadcasts.insert(plan('coming', systemClock.now() + MINUTE));
    expect(await remove(media.id)).toBe(409);
    await broadcasts.cancel('coming', systemClock.now());
    expect(await remove(media.id)).toBe(204);
    expect(await broadcasts.find('past')).toMatchObject({ mediaId: null, endAt: 1_002_000 });
  });

  it('are renamed', async () => {
    const { upload, url, as, get } = await arrange();
    const { answer } = await upload(tone);
    const headers = { ...as(), 'content-type': 'application/json' };
    const body = JSON.stringify({ title: 'Tên mới' });
    expect((await fetch(`${url}/api/media/${answer.id}`, { method: 'PATCH', headers, body })).status).toBe(
      200,
    );
    expect(await get(`/api/media/${answer.id}`)).toMatchObject({ title: 'Tên mới' });
  });

  it('are handed out in parts, for ever the same, and to nobody unknown', async () => {
    const { upload, settled, url, as } = await arrange();
    const { sha256, bytes } = await settled((await upload(tone)).answer.id);
    const fetchFile = (headers: Record<string, string>, name = sha256) =>
      fetch(`${url}/media/${name}`, { headers });
    const whole = await fetchFile(as());
    const content = Buffer.from(await whole.arrayBuffer());
    expect(whole.status).toBe(200);
    expect(whole.headers.get('content-type')).toBe('audio/ogg');
    expect(whole.headers.get('cache-control')).toContain('immutable');
    expect(content).toHaveLength(bytes ?? 0);
    const middle = await fetchFile({ ...as(), range: 'bytes=100-199' });
    expect(middle.status).toBe(206);
    expect(middle.headers.get('content-range')).toBe(`bytes 100-199/${bytes}`);
    expect(Buffer.from(await middle.arrayBuffer()).equals(content.subarray(100, 200))).toBe(true);
    const beyond = await fetchFile({ ...as(), range: `bytes=${bytes}-` });
    expect([beyond.status, beyond.headers.get('content-range')]).toEqual([416, `bytes */${bytes}`]);
    expect((await fetchFile({ ...as(), 'if-none-match': `"${sha256}"` })).status).toBe(304);
    expect((await fetchFile({ ...as(), range: 'bytes=0-1', 'if-range': '"other"' })).status).toBe(200);
    expect((await fetchFile({})).status).toBe(401);
    expect((await fetchFile(as(), 'f'.repeat(64))).status).toBe(404);
    expect((await fetchFile(as(), '..%2F..%2Fetc%2Fpasswd')).status).toBe(400);
    const head = await fetch(`${url}/media/${sha256}`, { method: 'HEAD', headers: as() });
    expect([head.status, head.headers.get('content-length')]).toEqual([200, String(bytes)]);
  });
});

describe('a start', { timeout: LONG }, () => {
  it('throws away what was being prepared, and sets files aside that no row needs', async () => {
    const { upload, data, part, get, settled, deeds, db } = await arrange();
    const { id } = await settled((await upload(tone)).answer.id);
    const { answer } = await upload(await recordings.signal('long.wav', 'sine=f=200', 500, '-ar', '8000'));
    await part.close();
    expect((await filesOf(data)).incoming.length).toBeGreaterThan(0);
    expect(await get<Media>(`/api/media/${answer.id}`)).toMatchObject({ state: 'preparing' });
    const stray = `${'0'.repeat(64)}.opus`;
    await writeFile(join(data, 'media', stray), 'left over');
    await utimes(join(data, 'media', stray), 1000, 1000);
    await part.start();
    expect((await filesOf(data)).incoming).toEqual([]);
    expect((await filesOf(data)).media).toHaveLength(1);
    const orphans = join(data, 'media', 'orphans');
    // Its thirty days begin now, however old it is.
    await removeOldFiles(orphans, systemClock.now() - MINUTE);
    expect(await readdir(orphans)).toEqual([stray]);
    const rows = await db.selectFrom('media').select('id').execute();
    expect(rows).toEqual([{ id }]);
    expect(deeds).toEqual(['media.upload', 'media.upload']);
  });
});

describe('an older database that was restored', { timeout: LONG }, () => {
  it('costs no audio: what it does not know is set aside, and comes back with the newer one', async () => {
    const { upload, settled, data, part, db } = await arrange();
    const { sha256 } = await settled((await upload(tone)).answer.id);
    const rows = await db.selectFrom('media').selectAll().execute();
    await db.deleteFrom('media').execute();
    await part.start();
    expect((await filesOf(data)).media).toEqual([]);
    expect(await readdir(join(data, 'media', 'orphans'))).toEqual([`${sha256}.opus`]);
    await db.insertInto('media').values(rows).execute();
    await part.start();
    expect((await filesOf(data)).media).toEqual([`${sha256}.opus`]);
    expect(await readdir(join(data, 'media', 'orphans'))).toEqual([]);
  });
});

describe('a disk', () => {
  it('of which only the last is left takes no upload: that is for those who speak', async () => {
    const { upload, data, get } = await arrange({ hasRoom: false });
    const { status, answer } = await upload(tone);
    expect([status, answer.error?.code]).toEqual([507, 'storage.full']);
    expect(await get('/api/media')).toEqual([]);
    expect(await filesOf(data)).toEqual({ media: [], incoming: [] });
  });

  it('that is full is named, the sender is heard out and nothing is left', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'loa-media-'));
    cleanUps.push(() => rm(folder, { recursive: true, force: true }));
    await mkdir(join(folder, 'media'));
    const files = new FileKeeper({ folder });
    await files.start();
    const full = Object.assign(new Error('no space'), { code: 'ENOSPC' });
    const source = Readable.from([Buffer.from('begin'), Buffer.from('rest')]);
    const failing = Object.assign(source, {
      iterator: async function* () {
        yield Buffer.from('begin');
        throw full;
      },
    });
    await expect(files.receive('u1', failing as unknown as Readable)).rejects.toMatchObject({
      code: 'storage.full',
    });
    await eventually(() => (source.readableEnded ? undefined : 'the rest was not read'));
    expect(await readdir(join(folder, 'incoming'))).toEqual([]);
  });
});

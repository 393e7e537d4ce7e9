import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, request, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { eventually, systemClock } from '@loa/protocol';
import { MediaFetcher } from './media-fetcher.ts';
import { MediaStore } from './media-store.ts';

const FILE = randomBytes(300_000);
const SHA256 = createHash('sha256').update(FILE).digest('hex');

let folder: string;
let server: Server;
let store: MediaStore;
let fetcher: MediaFetcher;
let arrived: string[];
/** What was asked for, as `Range` headers; levers: how many bytes before the line breaks, and whether ranges are known. */
let asked: (string | undefined)[];
let breaksAfter: number[];
let knowsRanges: boolean;
let body: Buffer;

beforeEach(async () => {
  [asked, breaksAfter, knowsRanges, body, arrived] = [[], [], true, FILE, []];
  folder = await mkdtemp(join(tmpdir(), 'loa-media-'));
  server = createServer((incoming, response) => {
    asked.push(incoming.headers.range);
    const from = knowsRanges ? Number(/bytes=(\d+)-/.exec(incoming.headers.range ?? '')?.[1] ?? 0) : 0;
    const piece = body.subarray(from);
    response.writeHead(from > 0 ? 206 : 200, { 'content-length': piece.length });
    const breakAt = breaksAfter.shift();
    if (breakAt === undefined) response.end(piece);
    else response.write(piece.subarray(0, breakAt), () => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  store = new MediaStore(folder);
  await store.start(systemClock.now());
  fetcher = new MediaFetcher({
    store,
    fetch,
    clock: systemClock,
    log: pino({ level: 'silent' }),
    onArrival: (sha256) => arrived.push(sha256),
  });
});

afterEach(async () => {
  fetcher.close();
  server.closeAllConnections();
  server.close();
  await rm(folder, { recursive: true, force: true });
});

async function fetch(sha256: string, from: number, signal: AbortSignal) {
  const { port } = server.address() as AddressInfo;
  const headers = from > 0 ? { range: `bytes=${from}-` } : {};
  const sent = request({ host: '127.0.0.1', port, path: `/media/${sha256}`, headers, signal });
  sent.end();
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  return { from: response.statusCode === 206 ? from : 0, pieces: response as AsyncIterable<Uint8Array> };
}

function untilHere(): Promise<void> {
  return eventually(() => (arrived.length > 0 ? undefined : `asked ${JSON.stringify(asked)}`));
}

it('brings a file whole to the disk', async () => {
  fetcher.want({ sha256: SHA256, bytes: FILE.length });
  await untilHere();
  expect(FILE.equals(await readFile(store.pathOf(SHA256)))).toBe(true);
  expect(store.present.has(SHA256)).toBe(true);
  expect(fetcher.underWay.size).toBe(0);
});

it('goes on where the line broke instead of beginning again', async () => {
  breaksAfter = [100_000, 50_000];
  fetcher.want({ sha256: SHA256, bytes: FILE.length });
  await untilHere();
  expect(asked).toHaveLength(3);
  expect(asked[0]).toBeUndefined();
  const [first, second] = asked.slice(1).map((range) => Number(/\d+/.exec(range ?? '')?.[0]));
  expect(first).toBeGreaterThan(0);
  expect(second).toBeGreaterThanOrEqual(first as number);
  expect(FILE.equals(await readFile(store.pathOf(SHA256)))).toBe(true);
});

it('goes on after a restart of the program too', async () => {
  breaksAfter = [120_000];
  fetcher.want({ sha256: SHA256, bytes: FILE.length });
  await eventually(async () => ((await store.partBytes(SHA256)) > 0 ? undefined : 'nothing came'));
  await eventually(() => (breaksAfter.length === 0 ? undefined : 'not asked'));
  fetcher.hurry();
  await untilHere();
  expect(asked.at(-1)).toMatch(/^bytes=\d{4,}-$/);
});

it('takes all again from a server that cannot resume', async () => {
  knowsRanges = false;
  breaksAfter = [100_000];
  fetcher.want({ sha256: SHA256, bytes: FILE.length });
  await untilHere();
  expect(FILE.equals(await readFile(store.pathOf(SHA256)))).toBe(true);
});

it('keeps nothing whose hash is wrong, and tries again', async () => {
  body = Buffer.from(FILE).fill(0, 1000, 2000);
  fetcher.want({ sha256: SHA256, bytes: FILE.length });
  await eventually(() => (asked.length > 0 ? undefined : 'not asked'));
  await eventually(async () => ((await store.partBytes(SHA256)) === 0 ? undefined : 'still kept'));
  expect(store.present.has(SHA256)).toBe(false);
  body = FILE;
  fetcher.hurry();
  await untilHere();
});

it('lets a file go that nobody needs any more, with what had come of it', async () => {
  breaksAfter = Array<number>(100).fill(100_000);
  fetcher.want({ sha256: SHA256, bytes: FILE.length });
  await eventually(async () => ((await store.partBytes(SHA256)) > 0 ? undefined : 'nothing came'));
  fetcher.giveUp(SHA256);
  expect(fetcher.underWay.size).toBe(0);
  await eventually(async () => ((await store.partBytes(SHA256)) === 0 ? undefined : 'still kept'));
});

it('forgets beginnings that nobody went on with for a week', async () => {
  await store.append(SHA256, 0, one(FILE.subarray(0, 1000)));
  await new MediaStore(folder).start(systemClock.now());
  expect(await store.partBytes(SHA256)).toBe(1000);
  await new MediaStore(folder).start(systemClock.now() + 8 * 24 * 3_600_000);
  expect(await store.partBytes(SHA256)).toBe(0);
});

async function* one(piece: Uint8Array): AsyncGenerator<Uint8Array> {
  yield piece;
}

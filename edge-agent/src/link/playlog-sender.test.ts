import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateKeyPair, type CryptoKey } from 'jose';
import { pino } from 'pino';
import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { eventually, openEnvelope, SERVER_AUDIENCE, type PlaylogEntry } from '@loa/protocol';
import { PlaylogSender } from './playlog-sender.ts';
import { PlaylogStore } from './playlog-store.ts';

const NOW = 1_790_000_000_000;
let keys: { privateKey: CryptoKey; publicKey: CryptoKey };
let folder: string;
let sent: string[];
let isBrokerThere: boolean;

beforeAll(async () => {
  keys = await generateKeyPair('ES256');
});
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'loa-playlog-'));
  sent = [];
  isBrokerThere = true;
});
afterEach(() => rm(folder, { recursive: true }));

async function sender(): Promise<PlaylogSender> {
  const store = new PlaylogStore(folder);
  await store.start();
  const publish = async (token: string) => {
    if (!isBrokerThere) throw new Error('the broker is away');
    sent.push(token);
  };
  return new PlaylogSender({ store, key: keys.privateKey, publish, log: pino({ level: 'silent' }) });
}

function entry(broadcastId: string): PlaylogEntry {
  const times = { startedAt: NOW - 5000, endedAt: NOW, playedMs: 5000, heardMs: 4000 };
  return { broadcastId, kind: 'stored', ...times, outcome: 'completed' };
}

function lines(): Promise<string[]> {
  return readdir(folder).then((names) => names.filter((name) => name.endsWith('.jws')));
}

/** What a server makes of the lines, one after the other. */
async function read(): Promise<string[]> {
  const read: string[] = [];
  let lastNumber = -1;
  for (const token of sent) {
    const expectation = { audience: SERVER_AUDIENCE, lastNumber, now: NOW + 1 };
    const opened = await openEnvelope<PlaylogEntry>(token, keys.publicKey, expectation, 'ES256');
    if (!opened.ok) throw new Error(opened.code);
    lastNumber = opened.envelope.num;
    read.push(`${lastNumber} ${opened.envelope.body.broadcastId}`);
  }
  return read;
}

it('sends what it kept while the broker was away, in order, once, and then lets it go', async () => {
  const playlog = await sender();
  playlog.add(entry('one'), NOW);
  playlog.add(entry('two'), NOW);
  await playlog.close();
  expect(await lines()).toHaveLength(2);
  playlog.setOnline(true);
  await eventually(async () => ((await lines()).length === 0 ? undefined : 'lines are left'));
  expect(await read()).toEqual(['1 one', '2 two']);
  await playlog.close();
});

it('keeps a line until the broker has acknowledged it', async () => {
  isBrokerThere = false;
  const playlog = await sender();
  playlog.setOnline(true);
  playlog.add(entry('one'), NOW);
  await playlog.close();
  expect(await lines()).toHaveLength(1);
  expect(sent).toEqual([]);
});

it('goes on counting after a restart, also when all lines had been sent', async () => {
  const first = await sender();
  first.setOnline(true);
  first.add(entry('one'), NOW);
  await eventually(() => (sent.length === 1 ? undefined : 'not sent'));
  await first.close();
  const second = await sender();
  second.setOnline(true);
  second.add(entry('two'), NOW);
  await eventually(() => (sent.length === 2 ? undefined : 'not sent'));
  expect(await read()).toEqual(['1 one', '2 two']);
  await second.close();
});

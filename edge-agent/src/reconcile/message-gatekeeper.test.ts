import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exportJWK, generateKeyPair, type CryptoKey, type JWK } from 'jose';
import { pino } from 'pino';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { signEnvelope, type Desired, type Envelope } from '@loa/protocol';
import { Refusals } from '../health/refusals.ts';
import { MessageGatekeeper, type StreamName } from './message-gatekeeper.ts';
import { MessageStore } from './message-store.ts';

const NOW = 1_790_000_000_000;
const HOUR = 3_600_000;
const QUIET: Desired = { volumePercent: 50, media: null, live: null };

let server: { privateKey: CryptoKey; publicKey: CryptoKey };
let serverKey: JWK;
let folder: string;
let refusals: Refusals;
let now: number;
let isClockKnown: boolean;
let obeyed: StreamName[];

beforeAll(async () => {
  server = await generateKeyPair('EdDSA', { extractable: true });
  serverKey = await exportJWK(server.publicKey);
});

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'loa-messages-'));
  refusals = new Refusals();
  now = NOW;
  isClockKnown = true;
  obeyed = [];
});
afterEach(() => rm(folder, { recursive: true }));

async function gatekeeper(): Promise<MessageGatekeeper> {
  const log = pino({ level: 'silent' });
  const store = new MessageStore(folder);
  const keeper = new MessageGatekeeper(
    { clusterId: 'pole-1', serverKey, store, refusals, log },
    { judgementNow: () => now, isClockKnown: () => isClockKnown, onObeyed: (name) => obeyed.push(name) },
  );
  await keeper.start();
  return keeper;
}

function signed(changes: Partial<Envelope<unknown>> = {}, key = server.privateKey): Promise<string> {
  return signEnvelope(
    { aud: 'cluster:pole-1', iat: NOW, exp: NOW + HOUR, num: 5, body: QUIET, ...changes },
    key,
  );
}

async function take(keeper: MessageGatekeeper, token: string): Promise<void> {
  keeper.take('desired', token);
  await keeper.close();
}

it('obeys what the server signed for this pole', async () => {
  const keeper = await gatekeeper();
  await take(keeper, await signed());
  expect(keeper.desired()).toEqual(QUIET);
  expect(keeper.revision('desired')).toBe(5);
  expect(obeyed).toEqual(['desired']);
});

describe('a stranger cannot make a pole do anything', () => {
  const foreign = async () => (await generateKeyPair('EdDSA')).privateKey;
  const cases: [string, () => Promise<string>, string][] = [
    ['by a plain message', async () => JSON.stringify(QUIET), 'message.unsigned'],
    ['by a key of his own', async () => signed({}, await foreign()), 'message.bad-signature'],
    ['by a message for another pole', () => signed({ aud: 'cluster:pole-2' }), 'message.wrong-audience'],
    ['by a message that has expired', () => signed({ exp: NOW - 1 }), 'message.expired'],
    ['by one that was issued tomorrow', () => signed({ iat: NOW + 24 * HOUR }), 'message.from-the-future'],
    ['by a message seen before', () => signed({ num: 4 }), 'message.replayed'],
    [
      'by content that fits no schema',
      () => signed({ num: 9, body: { volumePercent: 900 } }),
      'message.malformed',
    ],
  ];
  it.each(cases)('%s', async (_, token, code) => {
    const keeper = await gatekeeper();
    await take(keeper, await signed());
    await take(keeper, await token());
    expect(refusals.counts()).toEqual({ [code]: 1 });
    expect(keeper.desired()).toEqual(QUIET);
    expect(keeper.revision('desired')).toBe(5);
  });
});

it('welcomes the same message again, as the broker keeps it, without doing anything twice', async () => {
  const keeper = await gatekeeper();
  await take(keeper, await signed());
  await take(keeper, await signed());
  expect(refusals.counts()).toEqual({});
  expect(obeyed).toEqual(['desired']);
});

it('knows after a restart what it was told before', async () => {
  await take(await gatekeeper(), await signed());
  const restarted = await gatekeeper();
  expect(restarted.desired()).toEqual(QUIET);
  await take(restarted, await signed({ num: 4 }));
  expect(refusals.counts()).toEqual({ 'message.replayed': 1 });
});

it('knows what the server has vouched for since the start from what only lies on the disk', async () => {
  const first = await gatekeeper();
  expect(first.isFresh('desired')).toBe(false);
  await take(first, await signed());
  expect(first.isFresh('desired')).toBe(true);
  const restarted = await gatekeeper();
  expect(restarted.isFresh('desired')).toBe(false);
  await take(restarted, await signed({ num: 4 }));
  expect(restarted.isFresh('desired')).toBe(false);
  await take(restarted, await signed());
  expect(restarted.isFresh('desired')).toBe(true);
});

it('does not take up what has expired while it was off, nor anything older than that', async () => {
  await take(await gatekeeper(), await signed());
  now = NOW + 2 * HOUR;
  const restarted = await gatekeeper();
  expect(restarted.desired()).toBeNull();
  await take(restarted, await signed({ num: 4, exp: now + HOUR }));
  expect(refusals.counts()).toEqual({ 'message.replayed': 1 });
});

it('does not go on with an order whose time has run out', async () => {
  const keeper = await gatekeeper();
  await take(keeper, await signed());
  now = NOW + HOUR;
  expect(keeper.desired()).toBeNull();
});

it('keeps a message that only looks early because its own clock is behind, and obeys it when the clock is known', async () => {
  now = NOW - 24 * HOUR;
  isClockKnown = false;
  const keeper = await gatekeeper();
  await take(keeper, await signed());
  expect(keeper.desired()).toBeNull();
  expect(refusals.counts()).toEqual({});
  now = NOW;
  isClockKnown = true;
  keeper.judgeAgain();
  await keeper.close();
  expect(keeper.desired()).toEqual(QUIET);
});

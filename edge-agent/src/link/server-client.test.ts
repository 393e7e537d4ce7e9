import type { Socket } from 'node:net';
import { generateKeyPair, jwtVerify, type CryptoKey } from 'jose';
import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { LoaError, POLE_TOKEN_AUDIENCE, systemClock } from '@loa/protocol';
import { makeAuthority, reply, TestServer } from '../testing/test-server.ts';
import { PoleToken } from './pole-token.ts';
import { ServerClient } from './server-client.ts';

let authority: Awaited<ReturnType<typeof makeAuthority>>;
let keys: { privateKey: CryptoKey; publicKey: CryptoKey };
let server: TestServer;
let client: ServerClient;
let wrongBy: number;
let refused: number;
/** What the server does instead of answering the next question. */
let instead: ((connection: Socket) => void) | undefined;

beforeAll(async () => {
  authority = await makeAuthority();
  keys = await generateKeyPair('ES256');
});

beforeEach(async () => {
  [wrongBy, refused, instead] = [0, 0, undefined];
  server = await TestServer.open(authority, ({ url, headers, socket }, _, response) => {
    if (instead !== undefined) {
      const stunt = instead;
      instead = undefined;
      return stunt(socket);
    }
    const receivedAt = systemClock.now();
    const token = (headers.authorization ?? '').replace('Bearer ', '');
    jwtVerify(token, keys.publicKey, {
      audience: POLE_TOKEN_AUDIENCE,
      issuer: 'pole-1',
      maxTokenAge: 120,
    }).then(
      () => {
        if (url === '/api/pole/time') return reply(response, 200, { receivedAt, sentAt: systemClock.now() });
        response.writeHead(headers.range === undefined ? 200 : 206).end(headers.range ?? 'all');
      },
      () => {
        refused += 1;
        reply(response, 401, { error: { code: 'access.signed-out', details: {}, id: '1' } });
      },
    );
  });
  client = new ServerClient({
    serverUrl: server.url,
    authorityPem: authority.certificatePem,
    token: new PoleToken('pole-1', keys.privateKey),
    clock: systemClock,
    wallNow: () => systemClock.now() + wrongBy,
  });
});

afterEach(async () => {
  client.close();
  await server.close();
});

it('exchanges time within a few milliseconds over the kept connection', async () => {
  await client.exchangeTime();
  const { sentMono, gotMono, receivedAt, answeredAt } = await client.exchangeTime();
  expect(gotMono - sentMono).toBeLessThan(500);
  const offset = (receivedAt - sentMono + (answeredAt - gotMono)) / 2;
  expect(Math.abs(offset - (systemClock.now() - systemClock.mono()))).toBeLessThan(
    (gotMono - sentMono) / 2 + 1,
  );
});

it('gets to know the time although its own clock is a year behind, which makes its first token worthless', async () => {
  wrongBy = -365 * 24 * 3_600_000;
  const { receivedAt } = await client.exchangeTime();
  expect(Math.abs(receivedAt - systemClock.now())).toBeLessThan(5000);
  expect(refused).toBe(1);
  await client.exchangeTime();
  expect(refused).toBe(1);
});

it('asks again when the server shuts the kept connection in the moment it is taken up again', async () => {
  await client.exchangeTime();
  instead = shut;
  const { receivedAt } = await client.exchangeTime();
  expect(Math.abs(receivedAt - systemClock.now())).toBeLessThan(5000);
});

it('calls a server away that shuts a fresh connection, too', async () => {
  instead = shut;
  await expect(client.exchangeTime()).rejects.toMatchObject({ code: 'server.away' });
});

it('asks nothing any more once it is closed', async () => {
  await client.exchangeTime();
  instead = () => client.close();
  await expect(client.exchangeTime()).rejects.toMatchObject({ code: 'server.away' });
});

it('asks for the rest of a file, and sees whether it gets it', async () => {
  const rest = await client.fetchMedia('a'.repeat(64), 700, new AbortController().signal);
  expect(rest.from).toBe(700);
  expect(await textOf(rest.pieces)).toBe('bytes=700-');
  const whole = await client.fetchMedia('a'.repeat(64), 0, new AbortController().signal);
  expect(await textOf(whole.pieces)).toBe('all');
});

it('does not talk to a server that another authority has certified', async () => {
  const foreign = new ServerClient({
    serverUrl: server.url,
    authorityPem: (await makeAuthority()).certificatePem,
    token: new PoleToken('pole-1', keys.privateKey),
    clock: systemClock,
    wallNow: () => systemClock.now(),
  });
  const error: unknown = await foreign.exchangeTime().catch((reason: unknown) => reason);
  foreign.close();
  expect(error).toBeInstanceOf(LoaError);
  expect(error).toMatchObject({ code: 'server.away' });
});

function shut(connection: Socket): void {
  connection.destroy();
}

async function textOf(pieces: AsyncIterable<Uint8Array>): Promise<string> {
  let text = '';
  for await (const piece of pieces) text += Buffer.from(piece).toString();
  return text;
}

import { generateKeyPair } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  openEnvelope,
  signEnvelope,
  unwrap,
  type Envelope,
  type Expectation,
  type SigningKey,
} from './envelope.ts';
import { sealFor, unseal } from './seal.ts';

const NOW = Date.UTC(2026, 8, 28, 23, 0, 0);
const expectation: Expectation = { audience: 'cluster:a', lastNumber: 4, now: NOW };
const good: Envelope<{ volumePercent: number }> = {
  aud: 'cluster:a',
  iat: NOW - 1_000,
  exp: NOW + 60_000,
  num: 5,
  body: { volumePercent: 80 },
};

let server: { publicKey: SigningKey; privateKey: SigningKey };
let stranger: { publicKey: SigningKey; privateKey: SigningKey };

beforeAll(async () => {
  server = await generateKeyPair('EdDSA', { extractable: true });
  stranger = await generateKeyPair('EdDSA', { extractable: true });
});

async function judged(
  changes: Partial<Envelope<unknown>>,
  key = server.privateKey,
  more: Partial<Expectation> = {},
) {
  const token = await signEnvelope({ ...good, ...changes }, key);
  const opened = await openEnvelope(token, server.publicKey, { ...expectation, ...more });
  return opened.ok ? 'obeyed' : opened.code;
}

describe('a signed message', () => {
  it('is obeyed when key, audience, time and number are right, and hands over its body', async () => {
    const token = await signEnvelope(good, server.privateKey);
    expect(unwrap(await openEnvelope(token, server.publicKey, expectation)).body).toEqual({
      volumePercent: 80,
    });
  });

  it.each([
    ['for another pole', { aud: 'cluster:b' }, 'message.wrong-audience'],
    ['expired', { exp: NOW }, 'message.expired'],
    ['issued in the future', { iat: NOW + 180_000 }, 'message.from-the-future'],
    ['with the number of the last one', { num: 4 }, 'message.replayed'],
    ['with an older number', { num: 3 }, 'message.replayed'],
    ['with a broken number', { num: 5.5 }, 'message.malformed'],
    ['without a body', { body: undefined }, 'message.malformed'],
  ])('%s is refused', async (_title, changes, code) => {
    expect(await judged(changes)).toBe(code);
  });

  it('with the last number again is welcome where a retained message is redelivered', async () => {
    expect(await judged({ num: 4 }, server.privateKey, { allowSameNumber: true })).toBe('obeyed');
    expect(await judged({ num: 3 }, server.privateKey, { allowSameNumber: true })).toBe('message.replayed');
  });

  it('signed by a stranger is refused', async () => {
    expect(await judged({}, stranger.privateKey)).toBe('message.bad-signature');
  });

  it('altered anywhere in its payload is refused', async () => {
    const [head, payload, signature] = (await signEnvelope(good, server.privateKey)).split('.') as [
      string,
      string,
      string,
    ];
    for (let index = 0; index < payload.length; index += 7) {
      const altered =
        payload.slice(0, index) + (payload[index] === 'A' ? 'B' : 'A') + payload.slice(index + 1);
      const opened = await openEnvelope([head, altered, signature].join('.'), server.publicKey, expectation);
      expect(opened).toMatchObject({ ok: false, code: 'message.bad-signature' });
    }
  });

  it.each(['', 'hello', '{"volumePercent":100}', 'a.b.c', 'e30.e30.e30', `${btoa('{"alg":"none"}')}.e30.`])(
    'that is no envelope at all is refused: %j',
    async (token) => {
      expect(await openEnvelope(token, server.publicKey, expectation)).toMatchObject({
        code: 'message.unsigned',
      });
    },
  );

  it('of another algorithm is refused although its key would fit', async () => {
    const pole = await generateKeyPair('ES256', { extractable: true });
    const token = await signEnvelope(good, pole.privateKey, 'ES256');
    expect(await openEnvelope(token, pole.publicKey, expectation)).toMatchObject({
      code: 'message.unsigned',
    });
    expect(await openEnvelope(token, pole.publicKey, expectation, 'ES256')).toMatchObject({ ok: true });
  });
});

describe('a sealed secret', () => {
  it('opens for its pole only', async () => {
    const pole = await generateKeyPair('ECDH-ES', { crv: 'P-256', extractable: true });
    const other = await generateKeyPair('ECDH-ES', { crv: 'P-256', extractable: true });
    const sealed = await sealFor(pole.publicKey, { key: 'secret' });
    expect(await unseal(sealed, pole.privateKey)).toEqual({ key: 'secret' });
    expect(await unseal(sealed, other.privateKey)).toBeUndefined();
    expect(await unseal(`${sealed.slice(0, -4)}AAAA`, pole.privateKey)).toBeUndefined();
    expect(sealed).not.toContain('secret');
  });
});

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SignJWT, importJWK, type JWK } from 'jose';
import { HandClock, POLE_TOKEN_AUDIENCE } from '@loa/protocol';
import { AreaStore } from '../areas/area-store.ts';
import { makeCertificateRequest } from '../links/certificates.ts';
import { openDatabase, type Database } from '../storage/database.ts';
import { ClusterStore } from './cluster-store.ts';
import { PoleGate } from './pole-gate.ts';

const MEDIA = '/media/0000';
const TIME = '/api/pole/time';

describe('the gate of the poles', () => {
  let db: Database;
  let clock: HandClock;
  let clusters: ClusterStore;
  let gate: PoleGate;
  let key: JWK;

  beforeEach(async () => {
    db = openDatabase(':memory:');
    clock = new HandClock();
    clusters = new ClusterStore(db);
    gate = new PoleGate({ clusters, clock });
    key = (await makeCertificateRequest()).privateJwk;
    const named = { code: '', name: '', validFrom: null, validTo: null };
    await new AreaStore(db).insert({ id: 'area', parentId: null, rank: 'commune', ...named });
    const place = { name: '', place: '', latitude: null, longitude: null };
    await clusters.insert({ id: 'pole', areaId: 'area', ...place, horns: 2, volumePercent: 50 });
    const { kty, crv, x, y } = key;
    await clusters.setCertificate('pole', {
      ...{ publicKeyJson: JSON.stringify({ kty, crv, x, y }), certificateSerial: '1' },
      ...{ certificateUntil: 0, enrolledAt: 0 },
    });
  });
  afterEach(() => db.destroy());

  interface Claims {
    issuedAfterMs?: number;
    lifeS?: number;
    issuer?: string;
    audience?: string;
    key?: JWK;
  }

  const tokenOf = async (claims: Claims = {}) => {
    const iat = Math.floor((clock.now() + (claims.issuedAfterMs ?? 0)) / 1000);
    return new SignJWT({})
      .setProtectedHeader({ alg: 'ES256' })
      .setIssuer(claims.issuer ?? 'pole')
      .setAudience(claims.audience ?? POLE_TOKEN_AUDIENCE)
      .setIssuedAt(iat)
      .setExpirationTime(iat + (claims.lifeS ?? 60))
      .sign(await importJWK(claims.key ?? key, 'ES256'));
  };
  const show = (token: string, path: string) =>
    gate.requirePole({ headers: { authorization: `Bearer ${token}` }, url: path });
  const ask = async (path: string, claims: Claims = {}) => show(await tokenOf(claims), path);
  const refusal = { code: 'access.signed-out' };

  it('opens for a pole’s own signature', async () => {
    expect(await ask(MEDIA)).toEqual({ clusterId: 'pole' });
  });

  it('stays shut for a token whose issuer is no name', async () => {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const headers = { authorization: `Bearer ${part({ alg: 'ES256' })}.${part({ iss: {} })}.c2ln` };
    await expect(gate.requirePole({ headers, url: MEDIA })).rejects.toMatchObject(refusal);
  });

  it('stays shut without a token, and for text that is none', async () => {
    await expect(gate.requirePole({ headers: {}, url: MEDIA })).rejects.toMatchObject(refusal);
    const headers = { authorization: 'Bearer a.b.c' };
    await expect(gate.requirePole({ headers, url: MEDIA })).rejects.toMatchObject(refusal);
  });

  it('stays shut for another key, another audience and an unknown pole', async () => {
    const { privateJwk } = await makeCertificateRequest();
    await expect(ask(MEDIA, { key: privateJwk })).rejects.toMatchObject(refusal);
    await expect(ask(MEDIA, { audience: 'another-server' })).rejects.toMatchObject(refusal);
    await expect(ask(MEDIA, { issuer: 'nobody' })).rejects.toMatchObject(refusal);
  });

  it('forgives a clock that is two minutes off and no more', async () => {
    await ask(MEDIA, { issuedAfterMs: 110_000 });
    await ask(MEDIA, { issuedAfterMs: -170_000 });
    await expect(ask(MEDIA, { issuedAfterMs: 130_000 })).rejects.toMatchObject(refusal);
    await expect(ask(MEDIA, { issuedAfterMs: -190_000 })).rejects.toMatchObject(refusal);
  });

  it('refuses a token that would be good for hours', async () => {
    await expect(ask(MEDIA, { lifeS: 3600 })).rejects.toMatchObject(refusal);
  });

  it('tells the time to a pole whose clock stands years ago, but nothing else', async () => {
    const issuedAfterMs = -5 * 365 * 86_400_000;
    expect(await ask(TIME, { issuedAfterMs })).toEqual({ clusterId: 'pole' });
    expect(await ask(`${TIME}?again`, { issuedAfterMs })).toEqual({ clusterId: 'pole' });
    await expect(ask(MEDIA, { issuedAfterMs })).rejects.toMatchObject(refusal);
    await expect(ask(`${MEDIA}?${TIME}`, { issuedAfterMs })).rejects.toMatchObject(refusal);
  });

  describe('for a token that it has let in before', () => {
    let token: string;

    beforeEach(async () => {
      token = await tokenOf();
      await show(token, MEDIA);
    });

    it('opens again, for each path', async () => {
      expect(await show(token, MEDIA)).toEqual({ clusterId: 'pole' });
      expect(await show(token, TIME)).toEqual({ clusterId: 'pole' });
    });

    it('stays shut for one that differs in its last sign', async () => {
      const last = token.endsWith('A') ? 'Q' : 'A';
      await expect(show(token.slice(0, -1) + last, MEDIA)).rejects.toMatchObject(refusal);
    });

    it('shuts when it has expired', async () => {
      clock.advance(181_000);
      await expect(show(token, MEDIA)).rejects.toMatchObject(refusal);
    });

    it('shuts when the pole is revoked, and when it has another key', async () => {
      await clusters.setRevoked('pole', clock.now());
      await expect(show(token, TIME)).rejects.toMatchObject(refusal);
      const { kty, crv, x, y } = (await makeCertificateRequest()).privateJwk;
      await clusters.setCertificate('pole', {
        ...{ publicKeyJson: JSON.stringify({ kty, crv, x, y }), certificateSerial: '2' },
        ...{ certificateUntil: 0, enrolledAt: 0 },
      });
      await expect(show(token, TIME)).rejects.toMatchObject(refusal);
    });
  });

  it('shuts for good when the pole is revoked, also for the time', async () => {
    await clusters.setRevoked('pole', clock.now());
    await expect(ask(MEDIA)).rejects.toMatchObject(refusal);
    await expect(ask(TIME)).rejects.toMatchObject(refusal);
  });
});

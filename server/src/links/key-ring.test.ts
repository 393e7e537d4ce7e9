import { X509Certificate, createPublicKey } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HandClock, openEnvelope, signEnvelope } from '@loa/protocol';
import {
  issuePoleCertificate,
  makeCertificateRequest,
  readCertificateRequest,
  serialOf,
} from './certificates.ts';
import { KeyRing } from './key-ring.ts';

const DAY_MS = 86_400_000;
const NAMES = ['loa.example', 'localhost', '127.0.0.1', '::1'];

describe('the key ring', () => {
  let folder: string;
  let clock: HandClock;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'loa-keys-'));
    clock = new HandClock();
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const open = async (names = NAMES, hasPoles = false): Promise<KeyRing> => {
    const ring = new KeyRing({ folder: join(folder, 'keys'), clock });
    await ring.start({ names, stationName: 'Đài truyền thanh', hasPoles });
    return ring;
  };

  it('finds at the second start what the first one made', async () => {
    const [first, second] = [await open(), await open()];
    expect(second.authority).toEqual(first.authority);
    expect(second.server).toEqual(first.server);
    expect(second.client).toEqual(first.client);
    expect(second.signingKey).toEqual(first.signingKey);
  });

  it('makes a server certificate that its authority signed, for every name and address', async () => {
    const ring = await open();
    const certificate = new X509Certificate(ring.server.certificatePem);
    const authority = new X509Certificate(ring.authority.certificatePem);
    expect(certificate.verify(authority.publicKey)).toBe(true);
    expect(certificate.checkIssued(authority)).toBe(true);
    expect(certificate.checkHost('loa.example')).toBe('loa.example');
    expect(certificate.checkHost('evil.example')).toBeUndefined();
    expect(certificate.checkIP('127.0.0.1')).toBe('127.0.0.1');
    expect(certificate.ca).toBe(false);
    const days = (Date.parse(certificate.validTo) - Date.parse(certificate.validFrom)) / DAY_MS;
    expect(days).toBeLessThanOrEqual(825);
  });

  it('renews the server certificate near its end and for a new name, never the authority', async () => {
    const first = await open();
    const renamed = await open([...NAMES, 'loa.thanhsen.vn']);
    expect(renamed.server).not.toEqual(first.server);
    clock.advance(740 * DAY_MS);
    const later = await open([...NAMES, 'loa.thanhsen.vn']);
    expect(later.server).not.toEqual(renamed.server);
    expect(later.client).not.toEqual(first.client);
    expect(later.authority).toEqual(first.authority);
    expect(later.fingerprint).toEqual(first.fingerprint);
  });

  it('replaces certificates that another authority signed', async () => {
    const first = await open();
    for (const half of ['crt', 'key']) await rm(join(folder, `keys/authority.${half}`));
    const second = await open();
    expect(second.authority).not.toEqual(first.authority);
    const authority = new X509Certificate(second.authority.certificatePem);
    expect(new X509Certificate(second.server.certificatePem).verify(authority.publicKey)).toBe(true);
  });

  const refusal = (name: string) => ({
    code: 'config.keys-missing',
    details: { file: join(folder, 'keys', name), restore: expect.stringContaining('backup') as string },
  });

  it.each(['authority.crt', 'authority.key'])(
    'refuses to start without %s while the other half is there, and makes no other authority',
    async (name) => {
      await open();
      const file = join(folder, 'keys', name);
      const text = await readFile(file, 'utf8');
      await rm(file);
      await expect(open()).rejects.toMatchObject(refusal(name));
      await expect(stat(file)).rejects.toThrow(/ENOENT/);
      await writeFile(file, text);
      await open();
    },
  );

  it('refuses to start without any authority or signing key while poles are enrolled that believe them', async () => {
    await expect(open(NAMES, true)).rejects.toMatchObject(refusal('authority.crt'));
    await open();
    await open(NAMES, true);
    await rm(join(folder, 'keys/signing-key.json'));
    await expect(open(NAMES, true)).rejects.toMatchObject(refusal('signing-key.json'));
  });

  it.each(['authority.crt', 'authority.key', 'signing-key.json'])(
    'says so when %s is there and cannot be read, instead of making another',
    async (name) => {
      await open();
      const file = join(folder, 'keys', name);
      await writeFile(file, '{"broken');
      await expect(open()).rejects.toMatchObject(refusal(name));
      await rm(file);
      await mkdir(file);
      await expect(open()).rejects.toMatchObject(refusal(name));
    },
  );

  it('does not take the key of another authority for its own', async () => {
    const first = await open();
    await writeFile(join(folder, 'keys/authority.key'), first.server.keyPem);
    await expect(open()).rejects.toMatchObject(refusal('authority.key'));
  });

  it('writes its files for nobody else', async () => {
    await open();
    for (const name of ['authority.key', 'server.key', 'mqtt-client.key', 'signing-key.json']) {
      expect((await stat(join(folder, 'keys', name))).mode & 0o777, name).toBe(0o600);
    }
  });

  it('signs what poles verify with its public half alone', async () => {
    const ring = await open();
    expect(ring.verifyingKey).not.toHaveProperty('d');
    const now = clock.now();
    const envelope = { aud: 'cluster:c1', iat: now, exp: now + 1000, num: 1, body: {} };
    const token = await signEnvelope(envelope, ring.signingKey);
    const expectation = { audience: 'cluster:c1', lastNumber: 0, now };
    expect(await openEnvelope(token, ring.verifyingKey, expectation)).toMatchObject({ ok: true });
  });

  it('issues to a pole a certificate under the name that we chose, not the one it asked for', async () => {
    const ring = await open();
    const { requestPem, privateJwk } = await makeCertificateRequest();
    const request = await readCertificateRequest(requestPem);
    if (request === undefined) throw new Error('unreadable');
    const validity = { from: clock.now(), until: clock.now() + DAY_MS };
    const issued = await issuePoleCertificate(ring.authority, { request, clusterId: 'c1', validity });
    const certificate = new X509Certificate(issued.certificatePem);
    expect(certificate.subject).toBe('CN=c1');
    expect(serialOf(certificate.serialNumber)).toBe(issued.serial);
    expect(certificate.keyUsage).toEqual(['1.3.6.1.5.5.7.3.2']);
    expect(issued.publicKey).toMatchObject({ x: privateJwk.x, y: privateJwk.y });
    expect(issued.publicKey).not.toHaveProperty('d');
    expect(createPublicKey({ key: issued.publicKey, format: 'jwk' }).asymmetricKeyType).toBe('ec');
  });

  it('does not take a certificate request that was altered', async () => {
    const { requestPem } = await makeCertificateRequest();
    const lines = requestPem.split('\n');
    const body = Buffer.from(lines.slice(1, -1).join(''), 'base64');
    body[body.length - 3] = (body[body.length - 3] ?? 0) ^ 1;
    const altered = [lines[0], body.toString('base64'), lines.at(-1)].join('\n');
    expect(await readCertificateRequest(altered)).toBeUndefined();
    expect(await readCertificateRequest('not a request')).toBeUndefined();
    expect(
      await readCertificateRequest(await readFile(join(import.meta.dirname, 'key-ring.ts'), 'utf8')),
    ).toBeUndefined();
  });
});

import { createHash, createPrivateKey, createPublicKey, X509Certificate } from 'node:crypto';
import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { LoaError, type EnrolRequest } from '@loa/protocol';
import { makeAuthority, reply, TestServer } from '../testing/test-server.ts';
import { enrol } from './enrol-client.ts';
import { proofOf } from './fingerprint.ts';

const SECRET = '1A2B3C4D';

let authority: Awaited<ReturnType<typeof makeAuthority>>;
let stranger: Awaited<ReturnType<typeof makeAuthority>>;
let server: TestServer | undefined;
let code: string;
/** What came to /api/enrol, and what is answered there: a refusal's code, or undefined for an enrolment. */
let asked: EnrolRequest[];
let refusal: string | undefined;

beforeAll(async () => {
  [authority, stranger] = await Promise.all([makeAuthority(), makeAuthority()]);
  const { raw } = new X509Certificate(authority.certificatePem);
  code = `${SECRET}-${proofOf(createHash('sha256').update(raw).digest())}`;
});
beforeEach(() => {
  asked = [];
  refusal = undefined;
});
afterEach(async () => {
  await server?.close();
  server = undefined;
});

/** A server that shows `shown` as its authority and is certified by `own`. */
async function serve(shown = authority, own = authority): Promise<string> {
  server = await TestServer.open(own, ({ url }, body, response) => {
    if (url === '/api/enrol/authority') return reply(response, 200, { certificatePem: shown.certificatePem });
    asked.push(JSON.parse(body) as EnrolRequest);
    if (refusal !== undefined)
      return reply(response, 403, { error: { code: refusal, details: {}, id: '1' } });
    return reply(response, 200, {
      clusterId: 'pole-1',
      name: 'Cụm 1',
      certificatePem: 'certificate',
      authorityPem: shown.certificatePem,
      serverKey: { kty: 'OKP' },
      brokerUrl: 'mqtts://127.0.0.1:1',
      serverUrl: 'https://127.0.0.1:1',
    });
  });
  return server.url;
}

async function codeOf(attempt: Promise<unknown>): Promise<string> {
  const error = await attempt.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return error instanceof LoaError ? error.code : String(error);
}

it('has a key of its own certified, which it alone holds', async () => {
  const identity = await enrol(await serve(), code, 1000);
  expect(identity).toMatchObject({ clusterId: 'pole-1', name: 'Cụm 1', enrolledAt: 1000 });
  const own = createPublicKey(createPrivateKey(identity.privateKeyPem));
  expect(own.asymmetricKeyDetails?.namedCurve).toBe('prime256v1');
  const { Pkcs10CertificateRequest } = await import('@peculiar/x509');
  const request = new Pkcs10CertificateRequest(asked[0]?.certificateRequestPem ?? '');
  expect(await request.verify()).toBe(true);
  expect(Buffer.from(request.publicKey.rawData)).toEqual(own.export({ type: 'spki', format: 'der' }));
  expect(asked[0]?.code).toBe(code);
});

it('tells no server its code whose authority the code does not prove', async () => {
  expect(await codeOf(enrol(await serve(stranger, stranger), code, 0))).toBe('enrol.server-unproven');
  expect(asked).toEqual([]);
});

it('tells none its code that only shows the right authority and is certified by another', async () => {
  expect(await codeOf(enrol(await serve(authority, stranger), code, 0))).toBe('server.away');
  expect(asked).toEqual([]);
});

it("passes the server's refusal on", async () => {
  refusal = 'enrol.code-wrong';
  expect(await codeOf(enrol(await serve(), code, 0))).toBe('enrol.code-wrong');
});

it('says that a code is mistyped without asking anybody', async () => {
  expect(await codeOf(enrol('https://127.0.0.1:1', '1234', 0))).toBe('enrol.code-wrong');
});

it('says that nobody answers', async () => {
  const url = await serve();
  await server?.close();
  server = undefined;
  expect(await codeOf(enrol(url, code, 0))).toBe('server.away');
});

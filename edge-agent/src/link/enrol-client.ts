import { createHash, webcrypto, X509Certificate } from 'node:crypto';
import { request, type RequestOptions } from 'node:https';
import { rootCertificates } from 'node:tls';
import { Authority, Enrolment, LoaError, misfit, type ErrorCode } from '@loa/protocol';
import { ERRORS } from '@loa/protocol';
import type { TSchema } from 'typebox';
import { proofOf, readEnrolmentCode } from './fingerprint.ts';
import type { Identity } from './identity-store.ts';

const DEADLINE_MS = 15_000;
const P256 = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;

interface HttpAnswer {
  status: number;
  body: unknown;
}

/**
 * Makes this pole's key and has the server certify it. Throws `enrol.code-wrong` for a mistyped code,
 * `enrol.server-unproven` when another server answers, and whatever code the server refuses with.
 */
export async function enrol(serverUrl: string, typedCode: string, now: number): Promise<Identity> {
  const typed = readEnrolmentCode(typedCode);
  if (typed === undefined) throw new LoaError('enrol.code-wrong', { reason: 'a code has 8 and 16 letters' });
  const authorityPem = await fetchAuthority(serverUrl, typed.proof);
  const { requestPem, privateKeyPem } = await makeRequest();
  const enrolment = await ask<Enrolment>(
    new URL('/api/enrol', serverUrl),
    { method: 'POST', ca: [authorityPem, ...rootCertificates] },
    { code: typed.code, certificateRequestPem: requestPem },
    Enrolment,
  );
  return { ...enrolment, privateKeyPem, enrolledAt: now };
}

// The one request that trusts nobody: what it brings is proved by the code, which came by another way.
async function fetchAuthority(serverUrl: string, proof: string): Promise<string> {
  const url = new URL('/api/enrol/authority', serverUrl);
  const answer = await ask<Authority>(
    url,
    { method: 'GET', rejectUnauthorized: false },
    undefined,
    Authority,
  );
  if (proofOf(fingerprintOf(answer.certificatePem)) === proof) return answer.certificatePem;
  throw new LoaError('enrol.server-unproven', { server: serverUrl });
}

function fingerprintOf(certificatePem: string): Uint8Array {
  try {
    return createHash('sha256').update(new X509Certificate(certificatePem).raw).digest();
  } catch (error) {
    throw new LoaError('enrol.server-unproven', { reason: 'its authority cannot be read' }, error);
  }
}

/** A key of our own and a PKCS #10 request signed by it. */
async function makeRequest(): Promise<{ requestPem: string; privateKeyPem: string }> {
  // Needed once in a pole's life; loaded here it costs the running agent no memory.
  // The certificate library's injector looks for this polyfill when it is loaded.
  await import('reflect-metadata');
  const { Pkcs10CertificateRequestGenerator, PemConverter } = await import('@peculiar/x509');
  const keys = await webcrypto.subtle.generateKey(P256, true, ['sign', 'verify']);
  const made = await Pkcs10CertificateRequestGenerator.create(
    { name: 'CN=loa-pole', keys, signingAlgorithm: P256 },
    webcrypto,
  );
  const pkcs8 = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey);
  return { requestPem: made.toString('pem'), privateKeyPem: PemConverter.encode(pkcs8, 'PRIVATE KEY') };
}

async function ask<T>(url: URL, options: RequestOptions, body: unknown, schema: TSchema): Promise<T> {
  const answer = await send(url, options, body === undefined ? undefined : JSON.stringify(body));
  if (answer.status >= 300) throw refusal(answer);
  const reason = misfit(schema, answer.body);
  if (reason !== undefined) throw new LoaError('enrol.server-unproven', { reason: `its answer: ${reason}` });
  return answer.body as T;
}

function refusal({ status, body }: HttpAnswer): LoaError {
  const code = (body as { error?: { code?: string } } | undefined)?.error?.code ?? '';
  if (Object.hasOwn(ERRORS, code)) return new LoaError(code as ErrorCode, { status });
  return new LoaError('enrol.server-unproven', { status, reason: 'it answers like another kind of server' });
}

async function send(url: URL, options: RequestOptions, text: string | undefined): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const headers = text === undefined ? {} : { 'content-type': 'application/json' };
    const sent = request(url, { ...options, headers, timeout: DEADLINE_MS }, (response) => {
      const pieces: Buffer[] = [];
      response.on('data', (piece: Buffer) => pieces.push(piece));
      response.on('error', reject);
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, body: parsed(Buffer.concat(pieces).toString()) });
      });
    });
    sent.on('timeout', () => sent.destroy(new Error(`${url.host} does not answer`)));
    sent.on('error', (error) =>
      reject(new LoaError('server.away', { server: url.host, reason: error.message }, error)),
    );
    sent.end(text);
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

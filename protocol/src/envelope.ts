import {
  CompactSign,
  compactVerify,
  decodeProtectedHeader,
  type CryptoKey,
  type JWK,
  type KeyObject,
} from 'jose';
import { LoaError, type ErrorCode } from './errors.ts';

/**
 * The signed envelope of every message to a pole: a JWS in compact form (RFC 7515) over
 * `{ aud, iat, exp, num, body }`, signed with EdDSA (server) or ES256 (pole).
 */
export interface Envelope<Body> {
  /** Whom it is for: `cluster:<id>`, `area:<id>` or `server`. */
  aud: string;
  /** Issued at and expires at (wall ms). */
  iat: number;
  exp: number;
  /** Revision or counter; each stream of messages only ever counts up. */
  num: number;
  body: Body;
}

export type SigningKey = CryptoKey | KeyObject | JWK;

/** What the receiver knows when it judges an envelope. */
export interface Expectation {
  audience: string;
  /** Number of the last message that was obeyed in this stream; -1 before the first. */
  lastNumber: number;
  /** The same revision again is welcome (a retained message after a reconnect) when true. */
  allowSameNumber?: boolean;
  now: number;
}

export type Opened<Body> =
  | { ok: true; envelope: Envelope<Body> }
  | { ok: false; code: Extract<ErrorCode, `message.${string}`>; detail: string };

/** Clocks of two honest machines differ; an issue time this far ahead (ms) is still believed. */
const FUTURE_TOLERANCE_MS = 120_000;
const HEADER_TYPE = 'loa+jws';

export async function signEnvelope(
  envelope: Envelope<unknown>,
  key: SigningKey,
  algorithm: 'EdDSA' | 'ES256' = 'EdDSA',
): Promise<string> {
  return new CompactSign(new TextEncoder().encode(JSON.stringify(envelope)))
    .setProtectedHeader({ alg: algorithm, typ: HEADER_TYPE })
    .sign(key);
}

/**
 * Checks signature, audience, validity and number, in that order, and hands out the body unchecked against
 * its schema (`topics.ts` does that). Answers a code instead of throwing: a bad message is an everyday thing.
 */
export async function openEnvelope<Body>(
  token: string,
  key: SigningKey,
  expectation: Expectation,
  algorithm: 'EdDSA' | 'ES256' = 'EdDSA',
): Promise<Opened<Body>> {
  if (!looksSigned(token, algorithm)) return refuse('message.unsigned', 'not a JWS of the expected kind');
  const payload = await verifiedPayload(token, key, algorithm);
  if (payload === undefined) return refuse('message.bad-signature', 'signature does not match');
  const envelope = parseEnvelope<Body>(payload);
  if (envelope === undefined) return refuse('message.malformed', 'envelope fields are missing');
  return judge(envelope, expectation);
}

function judge<Body>(envelope: Envelope<Body>, expectation: Expectation): Opened<Body> {
  const { audience, lastNumber, allowSameNumber = false, now } = expectation;
  if (envelope.aud !== audience) return refuse('message.wrong-audience', `for ${envelope.aud}`);
  if (envelope.exp <= now)
    return refuse('message.expired', `expired ${Math.round(now - envelope.exp)} ms ago`);
  if (envelope.iat > now + FUTURE_TOLERANCE_MS) {
    return refuse('message.from-the-future', `issued ${Math.round(envelope.iat - now)} ms ahead`);
  }
  const newEnough = envelope.num > lastNumber || (allowSameNumber && envelope.num === lastNumber);
  if (!newEnough) return refuse('message.replayed', `number ${envelope.num}, last ${lastNumber}`);
  return { ok: true, envelope };
}

function looksSigned(token: string, algorithm: string): boolean {
  try {
    const header = decodeProtectedHeader(token);
    return token.split('.').length === 3 && header.alg === algorithm && header.typ === HEADER_TYPE;
  } catch {
    return false;
  }
}

async function verifiedPayload(
  token: string,
  key: SigningKey,
  algorithm: string,
): Promise<string | undefined> {
  try {
    const { payload } = await compactVerify(token, key, { algorithms: [algorithm] });
    return new TextDecoder().decode(payload);
  } catch {
    return undefined;
  }
}

function parseEnvelope<Body>(text: string): Envelope<Body> | undefined {
  const value = parseJson(text) as Partial<Envelope<Body>> | undefined;
  if (typeof value !== 'object' || value === null) return undefined;
  const { aud, iat, exp, num, body } = value;
  const whole = typeof aud === 'string' && [iat, exp].every(Number.isFinite) && Number.isSafeInteger(num);
  return whole && body !== undefined ? (value as Envelope<Body>) : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function refuse(code: Extract<ErrorCode, `message.${string}`>, detail: string): Opened<never> {
  return { ok: false, code, detail };
}

/** Turns a refusal into an error, for callers to whom it is one. */
export function unwrap<Body>(opened: Opened<Body>): Envelope<Body> {
  if (!opened.ok) throw new LoaError(opened.code, { detail: opened.detail });
  return opened.envelope;
}

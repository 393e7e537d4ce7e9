import type { IncomingMessage } from 'node:http';
import { Agent, request } from 'node:https';
import { createSecureContext, rootCertificates } from 'node:tls';
import { LoaError, misfit, TimeAnswer, type Clock } from '@loa/protocol';
import type { TimeExchange } from '../health/wall-clock.ts';
import type { PoleToken } from './pole-token.ts';

/** Silence on the line after which a request has failed, ms. */
const DEADLINE_MS = 10_000;
/** A difference between the server's `Date` and ours that makes our tokens worthless, ms. */
const TOKEN_TOLERANCE_MS = 20_000;
/** What a certificate that is not of our own authority fails with. */
const STRANGE = new Set([
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'SELF_SIGNED_CERT_IN_CHAIN',
]);

export interface ServerClientParts {
  serverUrl: string;
  authorityPem: string;
  token: PoleToken;
  clock: Clock;
  /** The server's wall clock as far as it is known (wall ms). */
  wallNow: () => number;
}

interface Ask {
  method: 'GET' | 'POST';
  path: string;
  headers?: Record<string, string>;
  signal?: AbortSignal;
  onSent?: () => void;
}

/** The server over HTTPS: time and audio files. One connection is kept open for the short questions. */
export class ServerClient {
  readonly #parts: ServerClientParts;
  #agent: Agent;
  #trustsRoots = false;
  #isClosed = false;
  /** Server's time minus what we take it to be, by its `Date` header; only for tokens. */
  #tokenShiftMs = 0;

  constructor(parts: ServerClientParts) {
    this.#parts = parts;
    this.#agent = agentWith([parts.authorityPem]);
  }

  /** The machine has another address: open connections lead nowhere, and what waits on them fails or is asked anew. */
  renew(): void {
    this.#agent.destroy();
  }

  /** One exchange of time. Throws `server.away`, or `message.malformed` for an answer that is none. */
  async exchangeTime(): Promise<TimeExchange> {
    const { clock } = this.#parts;
    let sentMono = clock.mono();
    const response = await this.#ask({
      method: 'POST',
      path: '/api/pole/time',
      onSent: () => (sentMono = clock.mono()),
    });
    const gotMono = clock.mono();
    const answer = parsed(await textOf(response));
    const reason = misfit(TimeAnswer, answer);
    if (reason !== undefined) throw new LoaError('message.malformed', { reason });
    const { receivedAt, sentAt } = answer as TimeAnswer;
    return { sentMono, gotMono, receivedAt, answeredAt: sentAt };
  }

  /** The bytes of a stored file from `from` on; all of it where the server cannot resume. */
  async fetchMedia(
    sha256: string,
    from: number,
    signal: AbortSignal,
  ): Promise<{ from: number; pieces: AsyncIterable<Uint8Array> }> {
    const headers = from === 0 ? {} : { range: `bytes=${from}-` };
    const response = await this.#ask({ method: 'GET', path: `/media/${sha256}`, headers, signal });
    return { from: response.statusCode === 206 ? from : 0, pieces: response };
  }

  /** The value for `Authorization` by which the server knows this pole now. */
  authorization(): Promise<string> {
    return this.#parts.token.header(this.#parts.wallNow() + this.#tokenShiftMs);
  }

  /** Ends all connections. Twice is fine. */
  close(): void {
    this.#isClosed = true;
    this.#agent.destroy();
  }

  /** A successful response whose body is unread. A clock that is far off is put right once, by the server's date. */
  async #ask(ask: Ask): Promise<IncomingMessage> {
    const first = await this.#send(ask);
    if (first.statusCode !== 401 || !this.#learnTokenShift(first)) return expectSuccess(first);
    first.resume();
    return expectSuccess(await this.#send(ask));
  }

  #learnTokenShift({ headers }: IncomingMessage): boolean {
    const serverNow = Date.parse(headers.date ?? '');
    const shift = serverNow - this.#parts.wallNow();
    if (!(Math.abs(shift - this.#tokenShiftMs) > TOKEN_TOLERANCE_MS)) return false;
    this.#tokenShiftMs = shift;
    return true;
  }

  async #send(ask: Ask): Promise<IncomingMessage> {
    try {
      return await this.#sendOnce(ask);
    } catch (error) {
      if (!this.#learnToTrustRoots(error)) throw error;
      return this.#sendOnce(ask);
    }
  }

  // The public roots cost 4 MB, and only a server with the operator's own certificate needs them.
  #learnToTrustRoots(error: unknown): boolean {
    const code = error instanceof LoaError ? (error.cause as NodeJS.ErrnoException | undefined)?.code : '';
    if (this.#trustsRoots || !STRANGE.has(code ?? '')) return false;
    this.#trustsRoots = true;
    this.#agent.destroy();
    this.#agent = agentWith([this.#parts.authorityPem, ...rootCertificates]);
    return true;
  }

  async #sendOnce(ask: Ask): Promise<IncomingMessage> {
    const { method, path, headers = {}, signal, onSent } = ask;
    const url = new URL(path, this.#parts.serverUrl);
    const authorization = await this.authorization();
    let isAnswered = false;
    return new Promise((resolve, reject) => {
      const options = {
        method,
        agent: this.#agent,
        headers: { ...headers, authorization },
        timeout: DEADLINE_MS,
      };
      const sent = request(url, signal === undefined ? options : { ...options, signal }, (response) => {
        isAnswered = true;
        resolve(response);
      });
      sent.on('timeout', () => sent.destroy(new Error(`${url.host} does not answer`)));
      sent.on('error', (error: NodeJS.ErrnoException) => {
        // The server may shut a kept connection just when it is taken up again; all that a pole asks may be asked twice.
        const isShut = sent.reusedSocket && error.code === 'ECONNRESET' && !isAnswered;
        if (isShut && !this.#isClosed) resolve(this.#sendOnce(ask));
        else reject(away(url, error));
      });
      sent.on('socket', (socket) => {
        // The stamp is taken when the question leaves, not while the line is still being set up.
        if (socket.connecting) socket.once('secureConnect', () => onSent?.());
        else onSent?.();
      });
      sent.end();
    });
  }
}

/** One context for all connections: the certificates are read once. */
function agentWith(ca: string[]): Agent {
  return new Agent({ keepAlive: true, maxSockets: 4, secureContext: createSecureContext({ ca }) });
}

function expectSuccess(response: IncomingMessage): IncomingMessage {
  const status = response.statusCode ?? 0;
  if (status >= 200 && status < 300) return response;
  response.resume();
  throw new LoaError(status === 404 ? 'input.not-found' : 'access.signed-out', { status });
}

function away(url: URL, cause: Error): LoaError {
  return new LoaError('server.away', { server: url.host, reason: cause.message }, cause);
}

async function textOf(response: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of response) pieces.push(piece as Buffer);
  return Buffer.concat(pieces).toString();
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

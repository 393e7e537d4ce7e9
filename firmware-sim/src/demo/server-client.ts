import { Agent, request } from 'node:https';
import type { IncomingMessage } from 'node:http';

const DEADLINE_MS = 30_000;

/** An answer that is not a success. */
export class ServerRefusal extends Error {
  readonly status: number;
  /** Code of the error table; empty when the answer carries none. */
  readonly code: string;

  constructor(what: string, status: number, code: string) {
    super(`${what}: ${status} ${code}`);
    this.status = status;
    this.code = code;
  }
}

interface Answer {
  status: number;
  cookies: string[];
  body: Buffer;
}

/**
 * The server's interface as a signed-in person uses it. Believes only a server that the given authority vouches for.
 */
export class ServerClient {
  readonly #url: string;
  readonly #authorityPem: string;
  readonly #agent: Agent;
  #cookie: string | undefined;

  constructor(url: string, authorityPem: string) {
    this.#url = url;
    this.#authorityPem = authorityPem;
    this.#agent = new Agent({ ca: authorityPem, keepAlive: true });
  }

  close(): void {
    this.#agent.destroy();
  }

  async get<T>(path: string): Promise<T> {
    return parsed<T>(await this.bytes(path));
  }

  /** What lies at a path, as it is: audio, say. */
  bytes(path: string): Promise<Buffer> {
    return this.#ask('GET', path, undefined, {});
  }

  post<T>(path: string, body?: unknown): Promise<T> {
    return this.#sendJson<T>('POST', path, body);
  }

  patch<T>(path: string, body: unknown): Promise<T> {
    return this.#sendJson<T>('PATCH', path, body);
  }

  /** Sends a form with one file, as an upload in the browser does. */
  async upload<T>(
    path: string,
    fields: Record<string, string>,
    file: { name: string; type: string; bytes: Buffer },
  ): Promise<T> {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.append(name, value);
    form.append('file', new Blob([new Uint8Array(file.bytes)], { type: file.type }), file.name);
    const encoded = new Response(form);
    const type = encoded.headers.get('content-type') ?? '';
    const body = Buffer.from(await encoded.arrayBuffer());
    return parsed<T>(await this.#ask('POST', path, body, { 'content-type': type }));
  }

  async #sendJson<T>(method: string, path: string, body: unknown): Promise<T> {
    const text = body === undefined ? undefined : Buffer.from(JSON.stringify(body));
    const headers: Record<string, string> = text === undefined ? {} : { 'content-type': 'application/json' };
    return parsed<T>(await this.#ask(method, path, text, headers));
  }

  async #ask(
    method: string,
    path: string,
    body: Buffer | undefined,
    headers: Record<string, string>,
  ): Promise<Buffer> {
    const answer = await this.#send(method, path, body, headers);
    const session = answer.cookies
      .map((cookie) => cookie.split(';')[0])
      .find((cookie) => cookie?.startsWith('loa_session='));
    if (session !== undefined) this.#cookie = session;
    if (answer.status >= 400)
      throw new ServerRefusal(`${method} ${path}`, answer.status, codeOf(answer.body));
    return answer.body;
  }

  #send(
    method: string,
    path: string,
    body: Buffer | undefined,
    headers: Record<string, string>,
  ): Promise<Answer> {
    const own: Record<string, string> = { ...headers, origin: this.#url };
    if (this.#cookie !== undefined) own['cookie'] = this.#cookie;
    if (body !== undefined) own['content-length'] = String(body.length);
    // The server may shut a kept connection just when it is taken up again. What may be asked twice then is; the rest
    // goes on a connection of its own.
    const mayRepeat = method === 'GET';
    const line = mayRepeat ? { agent: this.#agent } : { agent: false, ca: this.#authorityPem };
    return new Promise((resolve, reject) => {
      const question = request(new URL(path, this.#url), { method, ...line, headers: own }, (response) => {
        readAnswer(response).then(resolve, reject);
      });
      question.setTimeout(DEADLINE_MS, () => question.destroy(new Error(`${method} ${path}: no answer`)));
      // A connection that died while nobody looked may complain twice.
      question.on('error', (error: NodeJS.ErrnoException) => {
        if (mayRepeat && question.reusedSocket && error.code === 'ECONNRESET') {
          this.#send(method, path, body, headers).then(resolve, reject);
        } else reject(error);
      });
      question.end(body);
    });
  }
}

async function readAnswer(response: IncomingMessage): Promise<Answer> {
  const parts: Buffer[] = [];
  for await (const part of response) parts.push(part as Buffer);
  const body = Buffer.concat(parts);
  return { status: response.statusCode ?? 0, cookies: response.headers['set-cookie'] ?? [], body };
}

/** The JSON of an answer; undefined for an empty one. */
function parsed<T>(body: Buffer): T {
  return (body.length === 0 ? undefined : JSON.parse(body.toString())) as T;
}

function codeOf(body: Buffer): string {
  try {
    return (JSON.parse(body.toString()) as { error?: { code?: string } }).error?.code ?? '';
  } catch {
    return '';
  }
}

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
  text: string;
}

/**
 * The server's interface as a signed-in person uses it. Believes only a server that the given authority vouches for.
 */
export class ServerClient {
  readonly #url: string;
  readonly #agent: Agent;
  #cookie: string | undefined;

  constructor(url: string, authorityPem: string) {
    this.#url = url;
    this.#agent = new Agent({ ca: authorityPem, keepAlive: true });
  }

  close(): void {
    this.#agent.destroy();
  }

  get<T>(path: string): Promise<T> {
    return this.#ask('GET', path, undefined, {});
  }

  post<T>(path: string, body?: unknown): Promise<T> {
    if (body === undefined) return this.#ask('POST', path, undefined, {});
    return this.#ask('POST', path, Buffer.from(JSON.stringify(body)), { 'content-type': 'application/json' });
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
    return this.#ask('POST', path, Buffer.from(await encoded.arrayBuffer()), { 'content-type': type });
  }

  async #ask<T>(
    method: string,
    path: string,
    body: Buffer | undefined,
    headers: Record<string, string>,
  ): Promise<T> {
    const answer = await this.#send(method, path, body, headers);
    const session = answer.cookies
      .map((cookie) => cookie.split(';')[0])
      .find((cookie) => cookie?.startsWith('loa_session='));
    if (session !== undefined) this.#cookie = session;
    if (answer.status >= 400)
      throw new ServerRefusal(`${method} ${path}`, answer.status, codeOf(answer.text));
    return (answer.text === '' ? undefined : JSON.parse(answer.text)) as T;
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
    return new Promise((resolve, reject) => {
      const question = request(
        new URL(path, this.#url),
        { method, agent: this.#agent, headers: own },
        (response) => {
          readAnswer(response).then(resolve, reject);
        },
      );
      question.setTimeout(DEADLINE_MS, () => question.destroy(new Error(`${method} ${path}: no answer`)));
      question.once('error', reject);
      question.end(body);
    });
  }
}

async function readAnswer(response: IncomingMessage): Promise<Answer> {
  const parts: Buffer[] = [];
  for await (const part of response) parts.push(part as Buffer);
  const text = Buffer.concat(parts).toString();
  return { status: response.statusCode ?? 0, cookies: response.headers['set-cookie'] ?? [], text };
}

function codeOf(text: string): string {
  try {
    return (JSON.parse(text) as { error?: { code?: string } }).error?.code ?? '';
  } catch {
    return '';
  }
}

import { request } from 'node:https';

export interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: unknown;
  text: string;
}

export interface Ask {
  body?: unknown;
  headers?: Record<string, string>;
}

/** Asks a server as a browser does: it believes the given authority and keeps the session cookie. */
export class ConsoleClient {
  readonly #url: string;
  readonly #ca: string;
  cookie: string | undefined;

  constructor({ url, authorityPem }: { url: string; authorityPem: string }) {
    this.#url = url;
    this.#ca = authorityPem;
  }

  ask(method: string, path: string, { body, headers = {} }: Ask = {}): Promise<Answer> {
    const text = body === undefined ? undefined : JSON.stringify(body);
    const options = {
      method,
      ca: this.#ca,
      headers: {
        ...(text === undefined ? {} : { 'content-type': 'application/json' }),
        ...(this.cookie === undefined ? {} : { cookie: this.cookie }),
        ...headers,
      },
    };
    return new Promise((resolve, reject) => {
      const asked = request(new URL(path, this.#url), options, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const answered = Buffer.concat(chunks).toString('utf8');
          this.#keepCookie(response.headers['set-cookie']);
          const isJson = response.headers['content-type']?.includes('json') === true;
          const parsed: unknown = isJson && answered !== '' ? JSON.parse(answered) : undefined;
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: parsed,
            text: answered,
          });
        });
      });
      asked.on('error', reject);
      asked.end(text);
    });
  }

  get<Body>(path: string): Promise<Body> {
    return this.#must<Body>('GET', path, {});
  }

  post<Body>(path: string, body?: unknown): Promise<Body> {
    return this.#must<Body>('POST', path, body === undefined ? {} : { body });
  }

  patch<Body>(path: string, body: unknown): Promise<Body> {
    return this.#must<Body>('PATCH', path, { body });
  }

  async #must<Body>(method: string, path: string, ask: Ask): Promise<Body> {
    const answer = await this.ask(method, path, ask);
    if (answer.status >= 400) throw new Error(`${method} ${path} answered ${answer.status}: ${answer.text}`);
    return answer.body as Body;
  }

  #keepCookie(cookies: string[] | undefined): void {
    const session = cookies?.find((each) => each.startsWith('loa_session='));
    if (session !== undefined) this.cookie = session.split(';')[0];
  }
}

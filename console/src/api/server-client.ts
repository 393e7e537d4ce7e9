import { Failure, failureOf } from './failure.ts';

const PATIENCE_MS = 20_000;

/**
 * One call to the server's interface. `path` begins with `/api/`; `T` is the answer's type by the contract.
 * Throws `Failure`, never anything else.
 */
export async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
  const response = await send(method, path, body);
  const answer = response.status === 204 ? undefined : await read(response);
  if (!response.ok) throw failureOf(response.status, answer);
  return answer as T;
}

export const get = <T>(path: string): Promise<T> => call<T>('GET', path);
export const post = <T>(path: string, body: unknown = {}): Promise<T> => call<T>('POST', path, body);
export const patch = <T>(path: string, body: unknown): Promise<T> => call<T>('PATCH', path, body);

async function send(method: string, path: string, body: unknown): Promise<Response> {
  const content =
    body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
  try {
    return await fetch(path, { method, ...content, signal: AbortSignal.timeout(PATIENCE_MS) });
  } catch (error) {
    throw new Failure('network', { reason: String(error) });
  }
}

async function read(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch (error) {
    if (response.ok) throw new Failure('network', { reason: String(error) });
    return undefined;
  }
}

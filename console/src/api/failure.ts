import type { ErrorCode } from '@loa/protocol';

/** Why a call did not succeed: a code of the server, or `network` when no answer came at all. */
export type FailureCode = ErrorCode | 'network';

/** A call that did not succeed. Screens turn `code` into a sentence and a next step. */
export class Failure extends Error {
  readonly code: FailureCode;
  readonly details: Record<string, unknown>;
  /** The server's number of the request, by which its log is searched; empty when no answer came. */
  readonly requestId: string;

  constructor(code: FailureCode, details: Record<string, unknown> = {}, requestId = '') {
    super(code);
    this.name = 'Failure';
    this.code = code;
    this.details = details;
    this.requestId = requestId;
  }
}

/** The code of anything that was thrown; what is not a `Failure` is our own mistake. */
export function codeOf(error: unknown): FailureCode {
  return error instanceof Failure ? error.code : 'internal';
}

/** Reads the server's error answer. A body that is not one (a proxy's page) is told by its status. */
export function failureOf(status: number, body: unknown): Failure {
  const error = isObject(body) && isObject(body.error) ? body.error : undefined;
  if (error === undefined || typeof error.code !== 'string') {
    return new Failure(status >= 502 && status <= 504 ? 'network' : 'internal', { status });
  }
  const details = isObject(error.details) ? error.details : {};
  return new Failure(error.code as ErrorCode, details, typeof error.id === 'string' ? error.id : '');
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

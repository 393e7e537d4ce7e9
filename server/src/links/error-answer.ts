import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { ERRORS, LoaError, type ErrorCode } from '@loa/protocol';
import { isDiskFull } from '../storage/database.ts';

/** Fastify's own errors that are the caller's, and what they are called here. */
const FASTIFY_CODES: Partial<Record<string, ErrorCode>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'media.too-large',
  FST_REQ_FILE_TOO_LARGE: 'media.too-large',
};

const CONFLICTS: ReadonlySet<string> = new Set(['SQLITE_CONSTRAINT_UNIQUE', 'SQLITE_CONSTRAINT_PRIMARYKEY']);

/** Answers any error in the one shape `{ error: { code, details, id } }` and logs what is ours to mend. */
export function answerError(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const known = asLoaError(error);
  const status = ERRORS[known.code].http;
  if (status >= 500) request.log.error({ err: error, code: known.code }, 'request failed');
  else request.log.debug({ code: known.code, details: known.details }, 'request refused');
  void reply.status(status).send({ error: { code: known.code, details: known.details, id: request.id } });
}

/** Our own code for any error. */
export function asLoaError(error: unknown): LoaError {
  if (error instanceof LoaError) return error;
  if (isDiskFull(error)) return new LoaError('storage.full', {}, error);
  const { code, details = {} } = error instanceof Error ? meaningOf(error) : { code: 'internal' as const };
  return new LoaError(code, details, error);
}

interface Meaning {
  code: ErrorCode;
  details?: Record<string, unknown>;
}

function meaningOf(error: Partial<FastifyError>): Meaning {
  const { code = '', validation, statusCode = 500 } = error;
  if (validation !== undefined) return { code: 'input.invalid', details: faultOf(error) };
  if (CONFLICTS.has(code)) return { code: 'input.conflict' };
  // What a row was to point to is not there, or is gone since it was looked up.
  if (code === 'SQLITE_CONSTRAINT_FOREIGNKEY') return { code: 'input.not-found' };
  if (statusCode === 404) return { code: 'input.not-found' };
  if (statusCode === 429) return { code: 'access.too-many-tries' };
  if (statusCode >= 500) return { code: 'internal' };
  return { code: FASTIFY_CODES[code] ?? 'input.invalid', details: { reason: code } };
}

/** Which field does not fit, and why. */
function faultOf({ validation, validationContext }: Partial<FastifyError>): Record<string, unknown> {
  const { instancePath = '', message = '' } = validation?.[0] ?? {};
  return { field: `${validationContext ?? ''}${instancePath}`, reason: message };
}

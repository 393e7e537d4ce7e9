import { describe, expect, it } from 'vitest';
import { LoaError } from '@loa/protocol';
import { asLoaError } from './error-answer.ts';

const coded = (code: string, more: object = {}) => Object.assign(new Error('some text'), { code, ...more });

describe('the code of an error', () => {
  it.each([
    ['one of ours stays', new LoaError('live.clusters-busy'), 'live.clusters-busy'],
    ['a full disk under SQLite', coded('SQLITE_FULL'), 'storage.full'],
    ['a full disk far below', new Error('write', { cause: coded('ENOSPC') }), 'storage.full'],
    ['a name that is taken', coded('SQLITE_CONSTRAINT_UNIQUE'), 'input.conflict'],
    ['a row that points to nothing', coded('SQLITE_CONSTRAINT_FOREIGNKEY'), 'input.not-found'],
    ['a body that is too large', coded('FST_ERR_CTP_BODY_TOO_LARGE', { statusCode: 413 }), 'media.too-large'],
    ['a body that is no JSON', coded('FST_ERR_CTP_INVALID_JSON_BODY', { statusCode: 400 }), 'input.invalid'],
    ['too many tries', coded('FST_ERR_RATE', { statusCode: 429 }), 'access.too-many-tries'],
    ['a mistake of ours', new TypeError('x is undefined'), 'internal'],
    ['what is not even an error', 'boo', 'internal'],
  ])('%s', (_what, error, code) => {
    expect(asLoaError(error).code).toBe(code);
  });

  it('tells nobody outside what went wrong inside', () => {
    expect(asLoaError(new Error('/secret/path')).details).toEqual({});
  });
});

import { expect, test } from 'vitest';
import { codeOf, Failure, failureOf } from './failure.ts';

test('an error answer keeps its code, its details and the number of the request', () => {
  const failure = failureOf(409, { error: { code: 'media.in-use', details: { title: 'x' }, id: 'r1' } });
  expect(failure).toMatchObject({ code: 'media.in-use', details: { title: 'x' }, requestId: 'r1' });
});

test('the page of a proxy whose server is away reads as a lost network, not as our mistake', () => {
  expect(failureOf(502, undefined).code).toBe('network');
  expect(failureOf(500, '<html>').code).toBe('internal');
});

test('what is no failure of a call counts as our own mistake', () => {
  expect(codeOf(new TypeError('x'))).toBe('internal');
  expect(codeOf(new Failure('access.forbidden'))).toBe('access.forbidden');
});

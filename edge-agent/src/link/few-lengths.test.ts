import { expect, it } from 'vitest';
import { ofFewLengths } from './few-lengths.ts';

it('JSON says the same in few lengths, whatever letters it has', () => {
  const told = Array.from({ length: 1_000 }, (_, i) => ({ title: 'Tiếng mưa '.repeat(i % 90), silentMs: i }));
  const messages = told.map((each) => ofFewLengths(JSON.stringify(each)));
  expect(messages.map((message) => JSON.parse(message) as unknown)).toEqual(told);
  expect(new Set(messages.map((message) => Buffer.byteLength(message))).size).toBeLessThan(10);
});

it('a token stays as it is signed', () => {
  expect(ofFewLengths('eyJhbGciOiJFZERTQSJ9.e30.c2ln')).toBe('eyJhbGciOiJFZERTQSJ9.e30.c2ln');
});

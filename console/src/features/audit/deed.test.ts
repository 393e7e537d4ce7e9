import { expect, test } from 'vitest';
import type { AuditEntry } from '@loa/protocol';
import { deedOf, subjectOf } from './deed.ts';

const entry: AuditEntry = {
  ...{
    id: 1,
    at: 0,
    accountId: 'a',
    accountName: 'An',
    action: 'cluster.revoke',
    subject: 'c1',
    details: {},
  },
};

test('an action that nobody wrote a sentence for has none, also one that looks like a member of objects', () => {
  expect(deedOf('cluster.revoke')).toBe('cluster.revoke');
  expect(deedOf('cluster.paint')).toBeUndefined();
  expect(deedOf('')).toBeUndefined();
});

test('a thing is called by its present name, or by the name it had, or by its id', () => {
  expect(subjectOf(entry, new Map([['c1', 'Cụm 1']]))).toBe('“Cụm 1”');
  expect(subjectOf({ ...entry, details: { name: 'Cụm cũ' } }, new Map())).toBe('“Cụm cũ”');
  expect(subjectOf(entry, new Map())).toBe('c1');
});

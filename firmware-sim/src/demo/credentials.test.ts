import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { keepCredentials } from './credentials.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loa-credentials-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('passwords are long, differ, and only their owner may read the file', () => {
  const file = join(folder, 'credentials.json');
  const { quantri = '', kythuat = '' } = keepCredentials(file, ['quantri', 'kythuat']);
  expect(quantri).toMatch(/^[a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}$/);
  expect(kythuat).not.toBe(quantri);
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test('a second start keeps the passwords and adds those of new accounts', () => {
  const file = join(folder, 'credentials.json');
  const first = keepCredentials(file, ['quantri']);
  const second = keepCredentials(file, ['quantri', 'kythuat']);
  expect(second['quantri']).toBe(first['quantri']);
  expect(keepCredentials(file, ['quantri', 'kythuat'])).toEqual(second);
});

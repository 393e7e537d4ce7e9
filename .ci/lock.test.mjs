import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { withLock } from './lock.mjs';

let folder;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lock-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('two works under one lock never overlap', async () => {
  const order = [];
  let release;
  const first = withLock(join(folder, 'lock'), async () => {
    order.push('first begins');
    await new Promise((resolve) => {
      release = resolve;
    });
    order.push('first ends');
  });
  // The second one waits until it has seen the first at work.
  const second = withLock(join(folder, 'lock'), async () => order.push('second'), {
    onWait: () => release(),
  });
  await Promise.all([first, second]);
  expect(order).toEqual(['first begins', 'first ends', 'second']);
});

test('a lock whose owner has died is taken over', async () => {
  writeFileSync(join(folder, 'lock'), '4194305');
  expect(await withLock(join(folder, 'lock'), async () => 'done', { isAlive: () => false })).toBe('done');
});

test('a failure gives the lock back', async () => {
  const file = join(folder, 'lock');
  await expect(withLock(file, () => Promise.reject(new Error('no disk')))).rejects.toThrow('no disk');
  expect(await withLock(file, async () => 'again')).toBe('again');
});

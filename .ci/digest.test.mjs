import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { digestOf, whenChanged } from './digest.mjs';

let root;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'digest-'));
  mkdirSync(join(root, 'src/dist'), { recursive: true });
  writeFileSync(join(root, 'src/a.ts'), 'one');
});
afterEach(() => rmSync(root, { recursive: true }));

test('the digest follows contents and names, and not what was built', () => {
  const before = digestOf(root, ['src']);
  writeFileSync(join(root, 'src/dist/a.js'), 'built');
  expect(digestOf(root, ['src'])).toBe(before);
  writeFileSync(join(root, 'src/a.ts'), 'two');
  const changed = digestOf(root, ['src']);
  expect(changed).not.toBe(before);
  writeFileSync(join(root, 'src/b.ts'), '');
  expect(digestOf(root, ['src'])).not.toBe(changed);
});

test('a product is made once, again after a change, and again when it is gone', async () => {
  const product = join(root, 'product.js');
  const order = { root, sources: ['src'], products: [product], stamp: join(root, 'stamps/one') };
  const make = async () => writeFileSync(product, 'made');
  expect(await whenChanged(order, make)).toBe(true);
  expect(await whenChanged(order, make)).toBe(false);
  writeFileSync(join(root, 'src/a.ts'), 'two');
  expect(await whenChanged(order, make)).toBe(true);
  rmSync(product);
  expect(await whenChanged(order, make)).toBe(true);
});

test('a product that could not be made is tried again', async () => {
  const order = { root, sources: ['src'], products: [], stamp: join(root, 'stamp') };
  await expect(whenChanged(order, () => Promise.reject(new Error('broken source')))).rejects.toThrow(
    'broken source',
  );
  expect(await whenChanged(order, async () => {})).toBe(true);
});

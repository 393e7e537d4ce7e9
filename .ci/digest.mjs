import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const notSources = new Set(['node_modules', 'dist', 'coverage']);

/** One SHA-256 (hex) over the names and contents of the given files and folders, missing ones included. */
export function digestOf(root, paths) {
  const hash = createHash('sha256');
  for (const path of paths) {
    hash.update(`${path}\n`);
    for (const file of filesUnder(root, path))
      hash.update(`${file}\0`).update(readFileSync(join(root, file)));
  }
  return hash.digest('hex');
}

function filesUnder(root, path) {
  const full = join(root, path);
  if (!existsSync(full)) return [];
  if (statSync(full).isFile()) return [path];
  return readdirSync(full)
    .filter((name) => !notSources.has(name))
    .sort()
    .flatMap((name) => filesUnder(root, join(path, name)));
}

/**
 * Makes something from sources only when they changed since last time, or when a product is gone.
 * `stamp` is the file that remembers the digest. Resolves to false when nothing had to be made.
 */
export async function whenChanged({ root, sources, products, stamp }, make) {
  const digest = digestOf(root, sources);
  const isFresh =
    existsSync(stamp) && readFileSync(stamp, 'utf8') === digest && products.every((path) => existsSync(path));
  if (isFresh) return false;
  await make();
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, digest);
  return true;
}

import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { repository, repositoryFiles } from './source-tree.ts';

// Put together from halves, so that this file does not accuse itself.
const foreignPaths = [
  new RegExp(['(^|[^\\w.@/-])/', 'work/'].join(''), 'm'),
  new RegExp(['(^|[^\\w.@/-])', 'shared/(?=[a-z-]+)'].join(''), 'm'),
  new RegExp(['/root/\\.', 'cache'].join(''), 'm'),
  new RegExp(['/home/', '(?!loa\\b|pi\\b)[a-z]+/'].join(''), 'm'),
];
const largestTextBytes = 2_000_000;

/** Files that hold other people's text. */
const foreignFiles = ['package-lock.json', 'LICENSE'];

function accusations(text: string): string[] {
  return foreignPaths.flatMap((pattern) => pattern.exec(text)?.[0] ?? []);
}

test('a path of one machine is recognised, and parts of longer words are not', () => {
  expect(accusations(['see ', '/wo', 'rk/main'].join(''))).toHaveLength(1);
  expect(accusations(['`shar', 'ed/design.md`'].join(''))).toHaveLength(1);
  expect(accusations('https://host/network/worker and src/shared/x')).toEqual([]);
});

test('no file names a place that exists on one machine only', () => {
  const files = repositoryFiles().filter((path) => !foreignFiles.includes(path));
  expect(files.length).toBeGreaterThan(50);
  const accused = files
    .filter((path) => statSync(join(repository, path)).size < largestTextBytes)
    .flatMap((path) =>
      accusations(readFileSync(join(repository, path), 'utf8')).map((what) => `${path}: ${what}`),
    );
  expect(accused).toEqual([]);
});

test('what is built or installed is not kept in the repository', () => {
  expect(repositoryFiles().filter((path) => /(^|\/)(node_modules|dist|coverage)\//.test(path))).toEqual([]);
});

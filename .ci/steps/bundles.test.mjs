import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { bundlePrograms } from './bundles.mjs';

let root;
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'bundles-')));
  write('package.json', '{ "type": "module" }');
  // A package of the old kind: CommonJS that wants to know where it lies.
  write('node_modules/old/package.json', '{ "main": "index.js" }');
  write(
    'node_modules/old/index.js',
    `exports.platform = require('os').platform(); exports.folder = __dirname;`,
  );
  write('protocol/package.json', '{ "type": "module", "exports": "./src/index.ts" }');
  write(
    'protocol/src/index.ts',
    `import bytes from './four.wasm'; export const size: number = bytes.length;`,
  );
  write('protocol/src/four.wasm', 'abcd');
  mkdirSync(join(root, 'node_modules/@loa'));
  symlinkSync('../../protocol', join(root, 'node_modules/@loa/protocol'));
});
afterEach(() => rmSync(root, { recursive: true }));

function write(path, text) {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

const program = `import old from 'old'; import { size } from '@loa/protocol';
  console.log(JSON.stringify([size, old.platform, old.folder]));`;
const runProduct = (path) =>
  JSON.parse(execFileSync(process.execPath, [join(root, path)], { encoding: 'utf8' }));

test('the agent runs where there is no npm package at all', async () => {
  write('edge-agent/src/main.ts', program);
  expect(await bundlePrograms({ root })).toBe('bundled 1');
  rmSync(join(root, 'node_modules'), { recursive: true });
  expect(runProduct('edge-agent/dist/agent.js')).toEqual([
    4,
    process.platform,
    join(root, 'edge-agent/dist/'),
  ]);
});

test('the server loads npm packages from where they are installed, and has our own packages inside', async () => {
  write('server/src/main.ts', program);
  await bundlePrograms({ root });
  rmSync(join(root, 'node_modules/@loa'), { recursive: true });
  expect(runProduct('server/dist/main.js')).toEqual([4, process.platform, join(root, 'node_modules/old')]);
});

test('a change in any package makes the bundles anew, and nothing else does', async () => {
  write('server/src/main.ts', program);
  await bundlePrograms({ root });
  expect(await bundlePrograms({ root })).toBe('already there');
  write('protocol/src/four.wasm', 'abcdef');
  expect(await bundlePrograms({ root })).toBe('bundled 1');
  expect(runProduct('server/dist/main.js')[0]).toBe(6);
  expect(existsSync(join(root, 'edge-agent/dist/agent.js'))).toBe(false);
});

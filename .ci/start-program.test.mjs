import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawn } from 'node:child_process';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startProgram } from './start-program.mjs';

let folder;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'start-program-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(name, text) {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

test('the exit code of the program is the exit code of the start', async () => {
  expect(await startProgram([write('seven.mjs', 'process.exit(Number(process.argv[2]))'), '7'], {})).toBe(7);
});

test('a termination signal reaches the program, which may end in its own way', async () => {
  const program = write(
    'program.mjs',
    `process.on('SIGTERM', () => process.exit(42)); setInterval(() => {}, 1000); console.log('ready');`,
  );
  const starter = write(
    'starter.mjs',
    `import { startProgram } from ${JSON.stringify(new URL('./start-program.mjs', import.meta.url).href)};
     process.exitCode = await startProgram([${JSON.stringify(program)}], {});`,
  );
  const child = spawn(process.execPath, [starter], { stdio: ['ignore', 'pipe', 'inherit'] });
  child.stdout.once('data', () => child.kill('SIGTERM'));
  const code = await new Promise((resolve) => child.once('close', resolve));
  expect(code).toBe(42);
});

import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { mustRun } from './command.ts';
import { repositoryFile } from './repository-file.ts';

/** The program of the bad line: compiled once, then taken from the cache, also by other clones of the same source. */
export async function wansimProgram(): Promise<string> {
  const source = repositoryFile('test/wan/wansim.c');
  const digest = createHash('sha256')
    .update(await readFile(source))
    .digest('hex')
    .slice(0, 16);
  const program = join(await cacheFolder(), 'wansim', `${digest}-${process.arch}`, 'wansim');
  if (!existsSync(program)) await compile(source, program);
  return program;
}

/** Nobody ever sees half of it: beside its place first, then renamed. */
async function compile(source: string, program: string): Promise<void> {
  await mkdir(dirname(program), { recursive: true });
  const unfinished = `${program}.${process.pid}`;
  await mustRun('gcc', ['-O2', '-Wall', '-o', unfinished, source, '-lm']);
  await rename(unfinished, program);
}

/** The folder that the set-up steps keep, too. */
async function cacheFolder(): Promise<string> {
  const places = (await import(repositoryFile('.ci/places.mjs'))) as { cacheFolder: () => string };
  return places.cacheFolder();
}

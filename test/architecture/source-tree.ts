import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { arrows, packageOf } from './rooms.ts';

/** Paths from the top of the repository, each with its text. */
export type SourceTree = ReadonlyMap<string, string>;

export const repository = fileURLToPath(new URL('../..', import.meta.url));

/** What git ignores, for a copy of the sources without git. */
const ignoredFolders = ['.git', 'node_modules', 'dist', 'coverage', 'var'];

/** Every file of the repository that git tracks or would track, as paths from its top. */
export function repositoryFiles(): string[] {
  return existsSync(join(repository, '.git')) ? filesOfGit() : filesUnder('');
}

function filesOfGit(): string[] {
  // A clone may belong to another account than the one that tests it.
  const listing = ['-c', 'safe.directory=*', 'ls-files', '-co', '--exclude-standard', '-z'];
  const options = { cwd: repository, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 } as const;
  const paths = execFileSync('git', listing, options).split('\0');
  return paths.filter((path) => path !== '' && existsSync(join(repository, path)));
}

function filesUnder(folder: string): string[] {
  const entries = readdirSync(join(repository, folder), { withFileTypes: true });
  return entries
    .filter(({ name }) => !ignoredFolders.includes(name))
    .flatMap((entry) =>
      entry.isDirectory() ? filesUnder(join(folder, entry.name)) : [join(folder, entry.name)],
    );
}

/** The TypeScript sources of all packages. */
export function readSources(): SourceTree {
  const paths = repositoryFiles().filter(
    (path) => /\.tsx?$/.test(path) && arrows[packageOf(path)] !== undefined,
  );
  return new Map(paths.map((path) => [path, readFileSync(join(repository, path), 'utf8')]));
}

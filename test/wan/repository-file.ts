import { fileURLToPath } from 'node:url';

// From here and from the bundle in `test/dist`, the top of the repository is two folders up.
const repository = new URL('../../', import.meta.url);

/** A file of the repository, by its path from the top. */
export function repositoryFile(path: string): string {
  return fileURLToPath(new URL(path, repository));
}

import { accessSync, constants, mkdirSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder that holds package.json. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/**
 * Folders that may hold what is expensive to make again (the media worker, compiled addons), best first.
 * The last one is always writable, so that a service account without a home directory works too.
 */
export function cacheCandidates(env, home, temporary) {
  const chosen = env.LOA_CACHE || env.XDG_CACHE_HOME || (home ? join(home, '.cache') : undefined);
  return [chosen, temporary].filter((folder) => folder !== undefined).map((folder) => join(folder, 'loa'));
}

/** The cache folder, made when missing. */
export function cacheFolder(env = process.env) {
  const user = userInfo();
  const candidates = cacheCandidates(env, env.HOME || user.homedir, join(tmpdir(), `cache-${user.uid}`));
  const folder = candidates.find(isWritable);
  if (folder === undefined) throw new Error(`no writable cache folder among ${candidates.join(', ')}`);
  return folder;
}

function isWritable(folder) {
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
    return true;
  } catch (error) {
    if (['EACCES', 'EPERM', 'EROFS', 'ENOENT', 'ENOTDIR'].includes(error.code)) return false;
    throw error;
  }
}

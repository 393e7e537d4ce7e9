import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { run } from '../commands.mjs';
import { addonBuildPackages } from '../debian.mjs';
import { placeFile } from '../place-file.mjs';
import { Stop } from '../stop.mjs';
import { lockedVersion, npm } from './npm-packages.mjs';
import { ensurePrograms } from './programs.mjs';

const downloadDeadlineMs = 60_000;

/** Sees to it that better-sqlite3's addon loads: from the cache, else downloaded, else compiled (a minute). */
export async function placeAddons({ root, cache, note }) {
  const addon = addonIn(root);
  const kept = keptAddon(root, cache);
  if (await loads(root)) {
    if (existsSync(addon) && !existsSync(kept)) placeFile(addon, kept);
    return 'already there';
  }
  if (existsSync(kept)) {
    placeFile(kept, addon);
    if (await loads(root)) return 'taken from the cache';
  }
  const outcome = await makeAddon(root, note);
  placeFile(addon, kept);
  return outcome;
}

/** Debian packages that a compilation may need soon: none when an addon is at hand. */
export function packagesForAddons(root, cache) {
  return existsSync(addonIn(root)) || existsSync(keptAddon(root, cache)) ? [] : addonBuildPackages;
}

async function makeAddon(root, note) {
  note('downloading better-sqlite3');
  if ((await download(root)) && (await loads(root))) return 'downloaded';
  await ensurePrograms(addonBuildPackages, { note });
  note('compiling better-sqlite3, about a minute');
  await npm(root, ['rebuild', 'better-sqlite3'], {
    ...process.env,
    npm_config_build_from_source: 'true',
    ...headers(),
  });
  if (await loads(root)) return 'compiled';
  throw new Stop('better-sqlite3 was compiled but does not load.');
}

async function download(root) {
  const script = join(root, 'node_modules/prebuild-install/bin.js');
  const cwd = join(root, 'node_modules/better-sqlite3');
  return (await run(process.execPath, [script], { cwd, deadlineMs: downloadDeadlineMs })).code === 0;
}

// Node's own headers, where they are installed, spare a download from nodejs.org.
function headers() {
  const prefix = dirname(dirname(process.execPath));
  return existsSync(join(prefix, 'include/node/node.h')) ? { npm_config_nodedir: prefix } : {};
}

async function loads(root) {
  const script = `new (require('better-sqlite3'))(':memory:').close()`;
  return (await run(process.execPath, ['-e', script], { cwd: root })).code === 0;
}

function addonIn(root) {
  return join(root, 'node_modules/better-sqlite3/build/Release/better_sqlite3.node');
}

// Node's ABI is part of the name: another Node needs another addon.
function keptAddon(root, cache) {
  const kind = `${lockedVersion(root, 'better-sqlite3')}-abi${process.versions.modules}-${process.platform}-${process.arch}`;
  return join(cache, 'better-sqlite3', kind, 'better_sqlite3.node');
}

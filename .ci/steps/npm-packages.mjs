import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { mustRun } from '../commands.mjs';

/**
 * Whether npm's record of what it installed holds all that the lock file asks for. npm writes the record
 * last, so an installation that broke off has none. Packages for other platforms are allowed to be absent.
 */
export function isInstalled(lock, record) {
  return Object.entries(lock.packages)
    .filter(([place, wanted]) => place.startsWith('node_modules/') && !wanted.optional)
    .every(([place, wanted]) => isSame(wanted, record.packages[place]));
}

// Where a package was fetched from is left out: npm may be told to keep that out of lock files.
function isSame(wanted, found) {
  return found !== undefined && ['version', 'integrity', 'link'].every((key) => found[key] === wanted[key]);
}

/** Installs the npm packages of the lock file when they are not the installed ones. */
export async function installPackages({ root, note }) {
  const record = join(root, 'node_modules', '.package-lock.json');
  const lock = join(root, 'package-lock.json');
  if (existsSync(record) && isInstalled(readJson(lock), readJson(record))) return 'already there';
  note('npm ci');
  // Install scripts stay off: the two packages with native parts get them in the steps that follow,
  // from a cache where possible, and with a message that a person can act on where not.
  await npm(root, ['ci', '--ignore-scripts', '--include=dev', '--no-audit', '--no-fund']);
  return 'installed';
}

/** The version of an npm package that the lock file asks for. */
export function lockedVersion(root, name) {
  return readJson(join(root, 'package-lock.json')).packages[`node_modules/${name}`].version;
}

/** Runs npm: the one that started this process, else the one on the path. */
export function npm(root, args, env = process.env) {
  const started = process.env.npm_execpath;
  const viaNode = started !== undefined && started.endsWith('npm-cli.js') && existsSync(started);
  const [file, first] = viaNode ? [process.execPath, [started]] : ['npm', []];
  return mustRun(file, [...first, ...args], { cwd: root, env });
}

function readJson(file) {
  return JSON.parse(readFileSync(file, 'utf8'));
}

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, release, totalmem } from 'node:os';
import { join } from 'node:path';
import { run, mustRun } from '../commands.mjs';
import { workerBuildPackages } from '../debian.mjs';
import { placeFile } from '../place-file.mjs';
import { Stop } from '../stop.mjs';
import { lockedVersion } from './npm-packages.mjs';
import { ensurePrograms } from './programs.mjs';

const downloadDeadlineMs = 60_000;
// Started without a parent the worker ends at once with this code (its main.cpp), which shows that all of
// its libraries fit this machine.
const codeWithoutParent = 41;
const bytesPerCompiler = 1e9;

/**
 * Sees to it that mediasoup finds its worker at the place where it looks by default, so that every way of
 * starting a program or a test works. MEDIASOUP_WORKER_BIN, when set, is used as it is.
 */
export async function placeWorker({ root, cache, note }) {
  const chosen = process.env.MEDIASOUP_WORKER_BIN;
  if (chosen) return checkChosen(chosen);
  const place = join(root, 'node_modules/mediasoup/worker/out/Release/mediasoup-worker');
  if (await starts(place)) return 'already there';
  const kept = keptWorker(root, cache);
  const outcome = (await starts(kept))
    ? 'taken from the cache'
    : await makeWorker({ root, cache, kept, note });
  placeFile(kept, place);
  return outcome;
}

/** Debian packages that a build may need soon: none when a worker is at hand. */
export async function packagesForWorker(root, cache) {
  if (process.env.MEDIASOUP_WORKER_BIN) return [];
  return (await starts(keptWorker(root, cache))) ? [] : workerBuildPackages;
}

/** The prebuilt worker of mediasoup's own release page, named as its npm-scripts.mjs names it. */
export function prebuiltName(version, { platform, arch, kernel }) {
  const suffix = platform === 'linux' ? `-kernel${kernel.split('.')[0]}` : '';
  return `mediasoup-worker-${version}-${platform}-${arch}${suffix}.tgz`;
}

/** Parallel compilers: one a core, but no more than memory carries (a Raspberry Pi has four cores and 1 GB). */
export function compilersFor(cores, memoryBytes) {
  return Math.max(1, Math.min(cores, Math.floor(memoryBytes / bytesPerCompiler)));
}

async function makeWorker({ root, cache, kept, note }) {
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, 'making-worker-'));
  try {
    const fetched = await fetchPrebuilt(folder, lockedVersion(root, 'mediasoup'), note);
    placeFile(fetched ?? (await build(root, folder, note)), kept);
    return fetched === undefined ? 'built' : 'downloaded';
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function fetchPrebuilt(folder, version, note) {
  note('downloading the media worker');
  const archive = join(folder, 'worker.tgz');
  const base =
    process.env.MEDIASOUP_WORKER_PREBUILT_DOWNLOAD_BASE_URL ||
    'https://github.com/versatica/mediasoup/releases/download';
  const name = prebuiltName(version, { platform: process.platform, arch: process.arch, kernel: release() });
  try {
    const reply = await fetch(`${base}/${version}/${name}`, {
      signal: AbortSignal.timeout(downloadDeadlineMs),
    });
    if (!reply.ok) return undefined;
    writeFileSync(archive, new Uint8Array(await reply.arrayBuffer()));
  } catch (error) {
    // Offline, blocked or too slow: all the same, the package's own sources are here.
    if (error instanceof TypeError || error.name === 'TimeoutError') return undefined;
    throw error;
  }
  const worker = join(folder, 'mediasoup-worker');
  const unpacked = await run('tar', ['-xzf', archive, '-C', folder]);
  return unpacked.code === 0 && (await starts(worker)) ? worker : undefined;
}

async function build(root, folder, note) {
  await ensurePrograms(workerBuildPackages, { note });
  note('building the media worker, about five minutes on two cores');
  const cmakeLists = join(root, '.ci/mediasoup-worker');
  const mediasoup = `-DMEDIASOUP=${join(root, 'node_modules/mediasoup')}`;
  await mustRun('cmake', [
    '-G',
    'Ninja',
    '-DCMAKE_BUILD_TYPE=Release',
    mediasoup,
    '-S',
    cmakeLists,
    '-B',
    folder,
  ]);
  const compilers = compilersFor(cpus().length, totalmem());
  await mustRun('ninja', ['-C', folder, '-j', String(compilers)], {
    onLine: (line) => noteShare(line, note),
  });
  const worker = join(folder, 'mediasoup-worker');
  if (await starts(worker)) return worker;
  throw new Stop('The media worker was built but does not start.');
}

function noteShare(line, note) {
  const [, done, all] = /^\[(\d+)\/(\d+)\]/.exec(line) ?? [];
  if (all !== undefined) note(`building the media worker, ${done} of ${all} files`);
}

async function checkChosen(worker) {
  if (await starts(worker)) return `MEDIASOUP_WORKER_BIN ${worker}`;
  throw new Stop(`MEDIASOUP_WORKER_BIN names "${worker}", which does not start. Correct or unset it.`);
}

async function starts(worker) {
  return (await run(worker, [], { env: {} })).code === codeWithoutParent;
}

function keptWorker(root, cache) {
  const kind = `${lockedVersion(root, 'mediasoup')}-${process.platform}-${process.arch}`;
  return join(cache, 'mediasoup-worker', kind, 'mediasoup-worker');
}

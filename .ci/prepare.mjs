// Makes everything that a target needs, then starts it. Runs right after a clone, with nothing but Node.
//   node .ci/prepare.mjs demo | start | test | bench | build  [arguments of the program]
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { packagesFor } from './debian.mjs';
import { withLock } from './lock.mjs';
import { cacheFolder, root } from './places.mjs';
import { createProgress } from './progress.mjs';
import { reportFailure } from './report-failure.mjs';
import { startProgram } from './start-program.mjs';
import { bundlePrograms } from './steps/bundles.mjs';
import { buildConsole } from './steps/console.mjs';
import { packagesForWorker, placeWorker } from './steps/media-worker.mjs';
import { packagesForAddons, placeAddons } from './steps/native-addons.mjs';
import { checkNode } from './steps/node-version.mjs';
import { installPackages } from './steps/npm-packages.mjs';
import { ensurePrograms } from './steps/programs.mjs';
import { Stop } from './stop.mjs';
import { targets } from './targets.mjs';

async function prepare(target) {
  const cache = cacheFolder();
  const lock = join(cache, 'locks', createHash('sha256').update(root).digest('hex').slice(0, 16));
  const progress = createProgress({ total: 7 });
  await progress.step('Node', () => checkNode());
  let hasTold = false;
  const onWait = (owner) => {
    if (!hasTold) console.log(`Waiting for process ${owner}, which prepares this folder too.`);
    hasTold = true;
  };
  await withLock(lock, () => makeAll({ target, cache, progress }), { onWait });
}

async function makeAll({ target, cache, progress }) {
  const later = [...packagesForAddons(root, cache), ...(await packagesForWorker(root, cache))];
  await progress.step('programs of Debian', (note) => ensurePrograms(packagesFor[target], { later, note }));
  await progress.step('npm packages', (note) => installPackages({ root, note }));
  await progress.step('database addon', (note) => placeAddons({ root, cache, note }));
  await progress.step('media worker', (note) => placeWorker({ root, cache, note }));
  await progress.step('programs', () => bundlePrograms({ root }));
  await progress.step('console', (note) => buildConsole({ root, note }));
}

async function main([target, ...programArguments]) {
  if (!Object.hasOwn(targets, target ?? '')) {
    throw new Stop(
      `Say what to prepare: ${Object.keys(targets).join(', ')}. "${target ?? ''}" is none of them.`,
    );
  }
  await prepare(target);
  const program = targets[target];
  if (program === undefined) return;
  const [file, ...first] = program;
  if (!existsSync(join(root, file))) throw new Stop(`${file} is missing: its sources are not in this tree.`);
  process.exitCode = await startProgram([file, ...first, ...programArguments], { cwd: root });
}

await main(process.argv.slice(2)).catch(reportFailure);

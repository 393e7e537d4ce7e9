// Builds what is started: the programs' bundles and the console. Expects the npm packages to be there.
//   node .ci/build.mjs
import { createProgress } from './progress.mjs';
import { root } from './places.mjs';
import { bundlePrograms } from './steps/bundles.mjs';
import { buildConsole } from './steps/console.mjs';
import { reportFailure } from './report-failure.mjs';

try {
  const progress = createProgress({ total: 2 });
  await progress.step('programs', () => bundlePrograms({ root }));
  await progress.step('console', (note) => buildConsole({ root, note }));
} catch (error) {
  reportFailure(error);
}

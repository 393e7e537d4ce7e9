import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { mustRun } from '../commands.mjs';
import { whenChanged } from '../digest.mjs';

const sources = ['console', 'protocol/src', 'package-lock.json'];

/** Builds the console into console/dist when its sources changed. */
export async function buildConsole({ root, note = () => {} }) {
  const folder = join(root, 'console');
  if (!existsSync(join(folder, 'index.html'))) return 'no console in this tree';
  const products = [join(folder, 'dist/index.html')];
  const stamp = join(root, 'node_modules/.cache/loa/console');
  const vite = join(root, 'node_modules/vite/bin/vite.js');
  const isMade = await whenChanged({ root, sources, products, stamp }, () => {
    note('vite build');
    return mustRun(process.execPath, [vite, 'build', '--emptyOutDir'], { cwd: folder });
  });
  return isMade ? 'built' : 'already there';
}

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { whenChanged } from '../digest.mjs';
import { Stop } from '../stop.mjs';
import { serialAddons } from './serial-addons.mjs';

/**
 * Programs that are started as bundles. The agent is one file (with the serial port's addons beside it),
 * so that a pole needs nothing but Node.
 */
const bundles = [
  { entry: 'server/src/main.ts', product: 'server/dist/main.js' },
  { entry: 'edge-agent/src/main.ts', product: 'edge-agent/dist/agent.js', isSelfContained: true },
  { entry: 'firmware-sim/src/main.ts', product: 'firmware-sim/dist/main.js' },
  { entry: 'firmware-sim/src/demo.ts', product: 'firmware-sim/dist/demo.js' },
  { entry: 'test/bench/main.ts', product: 'test/dist/bench.js' },
];
const sources = [
  'protocol',
  'server',
  'edge-agent',
  'firmware-sim',
  'test',
  'package-lock.json',
  '.ci/steps',
];

// CommonJS packages inside an ESM bundle still ask for these three.
const commonJs = [
  `import { createRequire as loaCreateRequire } from 'node:module';`,
  `import { fileURLToPath as loaFileURLToPath } from 'node:url';`,
  `const require = loaCreateRequire(import.meta.url);`,
  `const loaFilename = loaFileURLToPath(import.meta.url);`,
  `const loaDirname = loaFileURLToPath(new URL('.', import.meta.url));`,
].join('\n');
const commonJsNames = { __filename: 'loaFilename', __dirname: 'loaDirname' };

/** Bundles every program whose entry exists, when its sources changed. */
export async function bundlePrograms({ root }) {
  const present = bundles.filter(({ entry }) => existsSync(join(root, entry)));
  const products = present.map(({ product }) => join(root, product));
  const stamp = join(root, 'node_modules/.cache/loa/bundles');
  const isMade = await whenChanged({ root, sources, products, stamp }, () => bundleAll(root, present));
  return isMade ? `bundled ${present.length}` : 'already there';
}

async function bundleAll(root, present) {
  const { build } = await import('esbuild');
  const built = await Promise.allSettled(present.map((bundle) => build(optionsFor(root, bundle))));
  const failed = present.filter((_, at) => built[at].status === 'rejected').map(({ entry }) => entry);
  // esbuild has shown the places by now.
  if (failed.length > 0) throw new Stop(`These programs could not be bundled: ${failed.join(', ')}`);
}

function optionsFor(root, { entry, product, isSelfContained = false }) {
  const common = {
    absWorkingDir: root,
    entryPoints: [entry],
    outfile: product,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    sourcemap: true,
    logLevel: 'warning',
    loader: { '.wasm': 'binary' },
  };
  if (!isSelfContained) return { ...common, plugins: [packagesOutside] };
  return {
    ...common,
    // The text of a program stays in memory for as long as it runs; names are kept for whoever reads a stack.
    minifyWhitespace: true,
    minifySyntax: true,
    loader: { ...common.loader, '.node': 'copy' },
    assetNames: '[name]',
    plugins: [serialAddons],
    banner: { js: commonJs },
    define: commonJsNames,
  };
}

/** Packages of hundreds of small files, each of which would be looked for at every start. */
const manyFiles = ['typebox', '@fastify/type-provider-typebox', 'kysely', 'jose'];

// npm packages are loaded from node_modules; our own packages are TypeScript and wasm is not for Node's
// import, so both go into the bundle.
const packagesOutside = {
  name: 'packages-outside',
  setup(build) {
    build.onResolve({ filter: /^[^./]/ }, ({ path, kind }) => {
      const isOurs = kind === 'entry-point' || path.startsWith('@loa/') || path.endsWith('.wasm');
      const isInside = isOurs || manyFiles.some((name) => path === name || path.startsWith(`${name}/`));
      return isInside ? undefined : { path, external: true };
    });
  },
};

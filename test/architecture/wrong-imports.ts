import { builtinModules } from 'node:module';
import type { Import, ImportGraph } from './import-graph.ts';
import type { Kind } from './rooms.ts';
import { arrows, exceptions, kindOf, packageOf, purePackages } from './rooms.ts';

/** What a rule must not import: all that acts, keeps or listens. */
const closedToRules: readonly Kind[] = [
  'store',
  'routes',
  'adapter',
  'shell',
  'root',
  'fake',
  'test',
  'testing',
];

/** Every import that breaks an arrow between packages, a package's door, or a layer inside a program. */
export function wrongImports(graph: ImportGraph): string[] {
  return [...graph].flatMap(([path, imports]) =>
    imports.flatMap((each) => {
      const fault = faultBetweenPackages(path, each) ?? faultOfLayers(path, each);
      return fault === undefined ? [] : [`${path}: ${fault}`];
    }),
  );
}

function faultBetweenPackages(path: string, { specifier, target }: Import): string | undefined {
  const from = packageOf(path);
  const to = /^@loa\/([^/]+)/.exec(specifier)?.[1] ?? (target === undefined ? from : packageOf(target));
  if (to === from)
    return specifier.startsWith('@loa/') ? `imports its own package as ${specifier}` : undefined;
  if (!(arrows[from] ?? []).includes(to)) return `${from} must not import ${to} (${specifier})`;
  return specifier === `@loa/${to}` ? undefined : `enters ${to} beside its door (${specifier})`;
}

function faultOfLayers(path: string, { specifier, target }: Import): string | undefined {
  const kind = kindOf(path);
  const isDoor = path.endsWith('/src/index.ts');
  if (target === undefined) return kind === 'rule' ? faultOfPackage(path, specifier) : undefined;
  const targetKind = packageOf(target) === packageOf(path) ? kindOf(target) : 'rule';
  if (targetKind === 'test' && kind !== 'test') return `imports the test ${target}`;
  if (kind === 'rule' && closedToRules.includes(targetKind))
    return `a rule must not import the ${targetKind} ${target}`;
  if (targetKind === 'fake' && !['test', 'testing', 'fake'].includes(kind) && !isDoor)
    return `imports the fake ${target}`;
  return undefined;
}

function faultOfPackage(path: string, specifier: string): string | undefined {
  if (exceptions[path]?.allowed.includes(specifier)) return undefined;
  const isOfNode = specifier.startsWith('node:') || builtinModules.includes(specifier.split('/')[0] ?? '');
  if (isOfNode) return `a rule must not import ${specifier}`;
  const isPure = purePackages.some((name) => specifier === name || specifier.startsWith(`${name}/`));
  return isPure || specifier.startsWith('.') ? undefined : `a rule must not import the package ${specifier}`;
}

/** Index files below a package's door: a second way in. */
export function innerDoors(graph: ImportGraph): string[] {
  return [...graph.keys()].filter(
    (path) => /\/index\.tsx?$/.test(path) && !/^[^/]+\/src\/index\.ts$/.test(path),
  );
}

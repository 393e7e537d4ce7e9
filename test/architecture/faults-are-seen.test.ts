import { expect, test } from 'vitest';
import { cycles } from './cycles.ts';
import { importGraph } from './import-graph.ts';
import { impureRules } from './impure-rules.ts';
import { kindOf } from './rooms.ts';
import { innerDoors, wrongImports } from './wrong-imports.ts';

const graphOf = (files: Record<string, string>) => importGraph(new Map(Object.entries(files)));
const faultsOf = (files: Record<string, string>) => wrongImports(graphOf(files));
const impuritiesOf = (text: string) => impureRules(new Map([['server/src/schedule/planner.ts', text]]));

test('a circle is found although one of its imports only takes a type', () => {
  const graph = graphOf({
    'server/src/live/a.ts': `import { b } from './b.ts';`,
    'server/src/live/b.ts': `export { c } from './c.ts';`,
    'server/src/live/c.ts': `import type { A } from './a.ts';`,
    'server/src/live/d.ts': `import { a } from './a.ts';`,
  });
  expect(cycles(graph)).toEqual([['server/src/live/a.ts', 'server/src/live/b.ts', 'server/src/live/c.ts']]);
});

test('two ways to the same file are no circle, and a file that imports itself is one', () => {
  const diamond = graphOf({
    'server/src/live/a.ts': `import './b.ts'; import './c.ts';`,
    'server/src/live/b.ts': `import './d.ts';`,
    'server/src/live/c.ts': `import './d.ts';`,
    'server/src/live/d.ts': '',
  });
  expect(cycles(diamond)).toEqual([]);
  expect(cycles(graphOf({ 'server/src/live/a.ts': `import './a.ts';` }))).toEqual([['server/src/live/a.ts']]);
});

test.each([
  ['a value', `import { x } from '@loa/server';`],
  ['a type', `import type { X } from '@loa/server';`],
  ['a type inside a type', `export type Y = import('@loa/server').X;`],
  ['something later on', `const load = () => import('@loa/server');`],
  ['an export handed on', `export * from '@loa/server';`],
  ['a relative path', `import { x } from '../../../server/src/index.ts';`],
])('a program that takes %s from another program is seen', (_what, text) => {
  const faults = faultsOf({ 'edge-agent/src/link/x-link.ts': text, 'server/src/index.ts': '' });
  expect(faults).toHaveLength(1);
  expect(faults[0]).toContain('edge-agent must not import server');
});

test('pretend hardware may start a real agent, and only through its door', () => {
  const door = { 'edge-agent/src/index.ts': '', 'edge-agent/src/agent.ts': '' };
  expect(
    faultsOf({ ...door, 'firmware-sim/src/pole.ts': `import { Agent } from '@loa/edge-agent';` }),
  ).toEqual([]);
  const beside = [`'@loa/edge-agent/src/agent.ts'`, `'../../edge-agent/src/agent.ts'`];
  for (const specifier of beside) {
    const faults = faultsOf({ ...door, 'firmware-sim/src/pole.ts': `import { Agent } from ${specifier};` });
    expect(faults).toEqual([expect.stringContaining('enters edge-agent beside its door')]);
  }
});

test.each([
  'area-store.ts',
  'area-routes.ts',
  'broker-link.ts',
  'media-client.ts',
  'plan-publisher.ts',
  'fake-line.ts',
])('a rule that imports %s is seen, also for a type alone', (name) => {
  const files = {
    'server/src/areas/area-tree.ts': `import type { X } from './${name}';`,
    [`server/src/areas/${name}`]: '',
  };
  expect(faultsOf(files)).toEqual([expect.stringContaining('a rule must not import the')]);
});

test.each(['node:fs', 'fs', 'fs/promises', 'mqtt', 'better-sqlite3'])(
  'a rule that imports %s is seen',
  (specifier) => {
    expect(faultsOf({ 'protocol/src/precedence.ts': `import x from '${specifier}';` })).toHaveLength(1);
  },
);

test('a shell may import what a rule may not', () => {
  const files = {
    'server/src/areas/area-publisher.ts': `import './area-store.ts'; import 'node:fs'; import './area-tree.ts';`,
    'server/src/areas/area-store.ts': '',
    'server/src/areas/area-tree.ts': '',
  };
  expect(faultsOf(files)).toEqual([]);
});

test('a working part that leans on a fake or on a test is seen', () => {
  const shell = 'server/src/live/flow-opener.ts';
  const fake = { [shell]: `import './fake-transport.ts';`, 'server/src/live/fake-transport.ts': '' };
  expect(faultsOf(fake)).toEqual([`${shell}: imports the fake server/src/live/fake-transport.ts`]);
  const ofTest = { [shell]: `import './a.test.ts';`, 'server/src/live/a.test.ts': '' };
  expect(faultsOf(ofTest)).toEqual([`${shell}: imports the test server/src/live/a.test.ts`]);
});

test('a second door inside a package is seen', () => {
  const graph = graphOf({ 'server/src/index.ts': '', 'server/src/live/index.ts': '' });
  expect(innerDoors(graph)).toEqual(['server/src/live/index.ts']);
});

test.each([
  ['Date.now()', 'Date.now'],
  ['new Date()', 'new Date()'],
  ['Date()', 'new Date()'],
  ['performance.now()', 'performance'],
  ['setTimeout(f, 1)', 'setTimeout'],
  ['Math.random()', 'Math.random'],
  ['crypto.randomUUID()', 'crypto'],
  ['process.env.HOME', 'process'],
  ['globalThis.setTimeout(f)', 'globalThis'],
  ['({ now: Date.now })', 'Date.now'],
  ['({ fetch })', 'fetch'],
])('a rule that says %s is seen', (expression, name) => {
  expect(impuritiesOf(`const x = 1;\nexport const y = ${expression};`)).toEqual([
    `server/src/schedule/planner.ts:2 ${name}`,
  ]);
});

test('names that only look alike are no fault: members, keys, arguments, words in text, dates of something', () => {
  const text = `
    // Date.now() and setTimeout would be wrong here
    interface Facts { process: string; performance: number }
    export const day = (facts: Facts, setTimeout: number) => [new Date(0), facts.process, setTimeout, 'Math.random()'];
    export const table = { fetch: 1, process: 2 };
    export const pick = ({ performance: speed }: Facts) => speed;
  `;
  expect(impuritiesOf(text)).toEqual([]);
});

test('what is no rule may know the clock', () => {
  expect(impureRules(new Map([['server/src/schedule/plan-publisher.ts', 'Date.now()']]))).toEqual([]);
});

test.each([
  ['server/src/schedule/planner.ts', 'rule'],
  ['edge-agent/src/receive/jitter-buffer.ts', 'rule'],
  ['protocol/src/api/live.ts', 'rule'],
  ['protocol/src/audio/ogg-opus-reader.ts', 'rule'],
  ['server/src/schedule/broadcast-reader.ts', 'shell'],
  ['server/src/dispatch/dispatcher.ts', 'shell'],
  ['server/src/areas/area-store.ts', 'store'],
  ['edge-agent/src/output/fake-sound-card.ts', 'fake'],
  ['server/src/main.ts', 'root'],
  ['server/src/live/main.ts', 'rule'],
  ['protocol/src/testing/hand-clock.ts', 'testing'],
  ['console/src/features/home/home.tsx', 'free'],
])('%s is recognised as a %s', (path, kind) => {
  expect(kindOf(path)).toBe(kind);
});

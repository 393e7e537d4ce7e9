import { expect, test } from 'vitest';
import { cycles } from './cycles.ts';
import { importGraph } from './import-graph.ts';
import { impureRules } from './impure-rules.ts';
import { arrows, exceptions, kindOf, packageOf } from './rooms.ts';
import { readSources } from './source-tree.ts';
import { innerDoors, wrongImports } from './wrong-imports.ts';

const tree = readSources();
const graph = importGraph(tree);

test('the check has seen every package, with its imports and its rules', () => {
  const seen = new Set([...graph.keys()].map(packageOf));
  expect([...seen].sort()).toEqual(Object.keys(arrows).sort());
  const resolved = [...graph.values()].flat().filter(({ target }) => target !== undefined);
  expect(resolved.length).toBeGreaterThan(100);
  expect([...tree.keys()].filter((path) => kindOf(path) === 'rule').length).toBeGreaterThan(20);
});

test('no file imports itself through others, types included', () => {
  expect(cycles(graph)).toEqual([]);
});

test('packages import each other only along the arrows and through their doors, and rules import only rules', () => {
  expect(wrongImports(graph)).toEqual([]);
});

test('a package has one door', () => {
  expect(innerDoors(graph)).toEqual([]);
});

test('a rule knows no clock, no timer, no chance and no environment', () => {
  expect(impureRules(tree)).toEqual([]);
});

test('every exception names a file that exists and says why', () => {
  for (const [path, { allowed, reason }] of Object.entries(exceptions)) {
    expect(tree.has(path), path).toBe(true);
    expect(allowed.length, path).toBeGreaterThan(0);
    expect(reason.length, path).toBeGreaterThan(20);
  }
});

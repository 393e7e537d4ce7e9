import { expect, test } from 'vitest';
import { ERRORS, LATENCY_MS, PriorityClass, ProblemCode, AreaRank, Role } from '@loa/protocol';
import { decimal } from './dates.ts';
import { en } from './en.ts';
import { vi } from './vi.ts';

type Tree = { [key: string]: string | Tree };

const keysOf = (tree: Tree, path = ''): string[] =>
  Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string' ? [`${path}${key}`] : keysOf(value, `${path}${key}.`),
  );
const textOf = (tree: Tree, key: string): unknown =>
  key.split('.').reduce<unknown>((node, part) => (node as Tree | undefined)?.[part], tree);
const blanksOf = (text: unknown): string[] => (String(text).match(/\{\{\w+\}\}/g) ?? []).sort();
const codesOf = (union: unknown): string[] =>
  (union as { anyOf: { const: string }[] }).anyOf.map((one) => one.const);

test('every text exists in both languages', () => {
  const english = keysOf(en).filter((key) => !key.endsWith('_one'));
  expect(english.sort()).toEqual(keysOf(vi).sort());
});

test('an English singular belongs to a plural', () => {
  const lonely = keysOf(en).filter(
    (key) => key.endsWith('_one') && textOf(en, key.slice(0, -4)) === undefined,
  );
  expect(lonely).toEqual([]);
});

test('a text has the same blanks to fill in both languages', () => {
  const uneven = keysOf(vi).filter(
    (key) => String(blanksOf(textOf(vi, key))) !== String(blanksOf(textOf(en, key))),
  );
  expect(uneven).toEqual([]);
});

test('no text is empty', () => {
  expect([
    ...keysOf(vi).filter((key) => textOf(vi, key) === ''),
    ...keysOf(en).filter((key) => textOf(en, key) === ''),
  ]).toEqual([]);
});

test('every code of the table of errors has a sentence and a next step, and no sentence is left over', () => {
  const sentences = keysOf(vi.failures).filter((key) => key.endsWith('.what'));
  const codes = sentences.map((key) => key.slice(0, -'.what'.length));
  expect(codes.sort()).toEqual([...Object.keys(ERRORS), 'network'].sort());
  expect(codes.filter((code) => typeof textOf(vi.failures, `${code}.next`) !== 'string')).toEqual([]);
});

test('every ailment of a pole has a sentence, a cause and a next step', () => {
  for (const code of codesOf(ProblemCode)) {
    expect(Object.keys(textOf(vi.problems, code) ?? {}), code).toEqual(['what', 'cause', 'next']);
  }
});

test('classes, ranks and roles all have names', () => {
  expect(Object.keys(vi.terms.classes).sort()).toEqual(codesOf(PriorityClass).sort());
  expect(Object.keys(vi.terms.ranks).sort()).toEqual(codesOf(AreaRank).sort());
  expect(Object.keys(vi.terms.roles).sort()).toEqual(codesOf(Role).sort());
});

test('the delay that a profile promises in words is the delay that it has', () => {
  for (const profile of ['talk', 'standard', 'sturdy'] as const) {
    expect(vi.live.profiles[profile]).toContain(`(${decimal(LATENCY_MS[profile] / 1000, 'vi')} giây)`);
    expect(en.live.profiles[profile]).toContain(`(${decimal(LATENCY_MS[profile] / 1000, 'en')} seconds)`);
  }
});

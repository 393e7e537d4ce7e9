import { expect, test } from 'vitest';
import { mergeById, without } from './merge.ts';

const a = { id: 'a', n: 1 };
const b = { id: 'b', n: 1 };

test('a changed thing keeps its place and a new one comes last', () => {
  expect(
    mergeById(
      [a, b],
      [
        { id: 'c', n: 2 },
        { id: 'a', n: 2 },
      ],
    ),
  ).toEqual([{ id: 'a', n: 2 }, b, { id: 'c', n: 2 }]);
});

test('of two changes of one thing the later counts', () => {
  expect(
    mergeById(
      [a],
      [
        { id: 'a', n: 2 },
        { id: 'a', n: 3 },
      ],
    ),
  ).toEqual([{ id: 'a', n: 3 }]);
});

test('nothing changed is the same list, so that nothing is drawn anew', () => {
  const list = [a, b];
  expect(mergeById(list, [])).toBe(list);
  expect(without(list, [])).toBe(list);
  expect(without(list, ['a'])).toEqual([b]);
});

import { expect, test } from 'vitest';
import { NumberTable } from './number-table.ts';

const row = (n: number) => ({ least: n, most: n + 0.5 });

function tableOf(...numbers: number[]) {
  const table = new NumberTable(3, ['least', 'most']);
  numbers.forEach((n) => table.push(row(n)));
  return table;
}

test('holds the newest rows, oldest first', () => {
  const table = tableOf(1, 2, 3, 4);
  expect(table.length).toBe(3);
  expect(table.all()).toEqual([2, 3, 4].map(row));
  expect([table.at(0), table.at(-1), table.at(-3)]).toEqual([2, 4, 2].map(row));
  expect([table.value(0, 'least'), table.value(2, 'most')]).toEqual([2, 4.5]);
});

test('has no rows beyond its ends', () => {
  const table = tableOf(1, 2);
  expect([table.at(2), table.at(-3)]).toEqual([undefined, undefined]);
  expect([table.value(2, 'least'), table.value(-1, 'least')]).toEqual([NaN, NaN]);
  expect(tableOf().at(-1)).toBeUndefined();
  expect(tableOf().all()).toEqual([]);
});

test('forgets the oldest row, or all', () => {
  const table = tableOf(1, 2, 3, 4);
  table.shift();
  expect(table.all()).toEqual([3, 4].map(row));
  table.push(row(5));
  table.push(row(6));
  expect(table.all()).toEqual([4, 5, 6].map(row));
  table.clear();
  table.shift();
  expect(table.length).toBe(0);
  table.push(row(7));
  expect(table.all()).toEqual([row(7)]);
});

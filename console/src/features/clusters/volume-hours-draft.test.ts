import { expect, test } from 'vitest';
import { faultOfHours, type VolumeHour } from '@loa/protocol';
import { clockOf, inOrder, isSame, percentOptions, timeOptions, withOneMore } from './volume-hours-draft.ts';

const night: VolumeHour = { fromMinute: 1320, untilMinute: 300, percent: 40 };
const noon: VolumeHour = { fromMinute: 720, untilMinute: 810, percent: 60 };

test('every half hour can be chosen, and what was set otherwise stays in the list', () => {
  expect(timeOptions(0)).toHaveLength(48);
  expect(timeOptions(0)[1]).toEqual({ value: '30', label: '00:30' });
  expect(
    timeOptions(315)
      .map(({ label }) => label)
      .slice(10, 13),
  ).toEqual(['05:00', '05:15', '05:30']);
  expect(percentOptions(42)).toContainEqual({ value: '42', label: '42 %' });
  expect(clockOf(1439)).toBe('23:59');
});

test('the first line proposes the night, the next ones follow without overlapping', () => {
  const one = withOneMore([]);
  expect(one).toEqual([night]);
  const two = withOneMore(one);
  expect(two[1]).toEqual({ fromMinute: 300, untilMinute: 360, percent: 40 });
  expect(faultOfHours(two)).toBeNull();
  const sorted = inOrder(two);
  expect(faultOfHours(withOneMore(sorted))).toBeNull();
});

test('the order of lines is no change', () => {
  expect(isSame([night, noon], [noon, night])).toBe(true);
  expect(isSame([night], [{ ...night, percent: 45 }])).toBe(false);
});

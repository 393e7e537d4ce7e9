import { expect, test } from 'vitest';
import {
  ageOf,
  dateOf,
  dayAfter,
  dayName,
  dayOf,
  decimal,
  exactTime,
  momentOf,
  stopwatch,
  timeOfDay,
} from './dates.ts';

const at = Date.UTC(2025, 10, 20, 22, 30, 7);

test('half past five in the morning is half past five wherever the browser stands', () => {
  expect(timeOfDay(at)).toBe('05:30');
  expect(exactTime(at)).toBe('05:30:07');
  expect(dateOf(at)).toBe('21/11/2025');
  expect(dayOf(at)).toBe('2025-11-21');
});

test('a day and a time give back the moment they were read from', () => {
  expect(momentOf('2025-11-21', '05:30:07')).toBe(at);
  expect(momentOf('2025-11-21', '5:30')).toBe(at - 7000);
});

test('a half-typed time is no moment', () => {
  expect(momentOf('2025-11-21', '5:3')).toBeUndefined();
  expect(momentOf('2025-11-21', '25:00')).toBeUndefined();
  expect(momentOf('', '05:30')).toBeUndefined();
});

test('days are counted over the end of a month and of a year', () => {
  expect(dayAfter('2025-12-31', 1)).toBe('2026-01-01');
  expect(dayAfter('2025-03-01', -1)).toBe('2025-02-28');
});

test('today and tomorrow are called so, other days by their weekday', () => {
  expect(dayName('2025-11-21', '2025-11-21', 'vi').name).toBe('today');
  expect(dayName('2025-11-22', '2025-11-21', 'vi').name).toBe('tomorrow');
  expect(dayName('2025-11-24', '2025-11-21', 'vi')).toMatchObject({ name: 'other' });
  expect(dayName('2025-11-24', '2025-11-21', 'vi').date).toContain('Thứ Hai');
});

test('an age is told in the one unit that people would use', () => {
  expect(ageOf(-500)).toEqual({ unit: 'now', count: 0 });
  expect(ageOf(12_400)).toEqual({ unit: 'seconds', count: 12 });
  expect(ageOf(3_599_000)).toEqual({ unit: 'minutes', count: 59 });
  expect(ageOf(40 * 3_600_000)).toEqual({ unit: 'hours', count: 40 });
  expect(ageOf(72 * 3_600_000)).toEqual({ unit: 'days', count: 3 });
});

test('a stopwatch shows hours only when there are some', () => {
  expect(stopwatch(187_000)).toBe('3:07');
  expect(stopwatch(3_727_000)).toBe('1:02:07');
});

test('a Vietnamese decimal has a comma', () => {
  expect(decimal(0.3, 'vi')).toBe('0,3');
  expect(decimal(0.3, 'en')).toBe('0.3');
  expect([decimal(-0.04, 'vi'), decimal(-0.04, 'en'), decimal(-0.06, 'vi')]).toEqual(['0', '0', '-0,1']);
});

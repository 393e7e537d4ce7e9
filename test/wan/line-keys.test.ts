import { expect, test } from 'vitest';
import { isLineName, LINES, readCounters, wordsOf } from './line-keys.ts';

test('a line that was bad is faultless again in every key that is not named', () => {
  expect(wordsOf({ delay: 40 })).toBe('delay=40 jitter=0 loss=0 burst=1 rate=0 queue=400');
  expect(wordsOf(LINES.storm)).toBe('delay=80 jitter=40 loss=20 burst=5 rate=256 queue=2000');
});

test('counters are told by direction, and other lines are none', () => {
  const told = readCounters('ab seen=10 passed=7 lost=2 cut=1 overflow=0 bytes=900 queued=0');
  expect(told).toEqual({
    direction: 'ab',
    counters: { seen: 10, passed: 7, lost: 2, cut: 1, overflow: 0, bytes: 900, queued: 0 },
  });
  expect(readCounters('ready')).toBeUndefined();
});

test('only the lines of the table have names', () => {
  expect(isLineName('storm')).toBe(true);
  expect(isLineName('toString')).toBe(false);
});

import { expect, test } from 'vitest';
import { STALE_AFTER_MS, staleSince, waitBefore } from './connection.ts';

const open = { isOpen: true, lastMessageAt: 1_000_000, offsetMs: 0, bootId: 'boot' };

test('figures are fresh until two heartbeats and a half are missing, although the line looks open', () => {
  expect(staleSince(open, 1_000_000 + STALE_AFTER_MS)).toBeNull();
  expect(staleSince(open, 1_000_000 + STALE_AFTER_MS + 1)).toBe(1_000_000);
});

test('a broken line is told after a moment, not after 25 s', () => {
  expect(staleSince({ ...open, isOpen: false }, 1_003_000)).toBeNull();
  expect(staleSince({ ...open, isOpen: false }, 1_005_000)).toBe(1_000_000);
});

test('before the first message nothing is called old', () => {
  expect(staleSince({ ...open, isOpen: false, lastMessageAt: null }, 9e12)).toBeNull();
});

test.each([500, 2_000, 4_000])('a server that was away for %i ms is found within half a second', (awayMs) => {
  let passed = 0;
  for (let tries = 0; passed < awayMs; tries += 1) passed += waitBefore(tries);
  expect(passed - awayMs).toBeLessThan(500);
});

test('a server that stays away is asked every eight seconds', () => {
  expect(waitBefore(1_000)).toBe(8_000);
});

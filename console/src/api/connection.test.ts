import { expect, test } from 'vitest';
import { STALE_AFTER_MS, staleSince } from './connection.ts';

const open = { isOpen: true, lastMessageAt: 1_000_000, offsetMs: 0 };

test('figures are fresh until two heartbeats and a half are missing, although the line looks open', () => {
  expect(staleSince(open, 1_000_000 + STALE_AFTER_MS)).toBeNull();
  expect(staleSince(open, 1_000_000 + STALE_AFTER_MS + 1)).toBe(1_000_000);
});

test('a broken line is told after a moment, not after 25 s', () => {
  expect(staleSince({ ...open, isOpen: false }, 1_003_000)).toBeNull();
  expect(staleSince({ ...open, isOpen: false }, 1_005_000)).toBe(1_000_000);
});

test('before the first message nothing is called old', () => {
  expect(staleSince({ isOpen: false, lastMessageAt: null, offsetMs: 0 }, 9e12)).toBeNull();
});

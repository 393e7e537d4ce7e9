import { expect, it } from 'vitest';
import { RESUMABLE_MS, isResumable } from './resumption.ts';

const live = { profile: 'standard', cancelledAt: null } as const;

it('a broadcast that was on air a moment ago is taken up again', () => {
  expect(isResumable(live, 1_000_000, 1_002_000)).toBe(true);
  expect(isResumable(live, 1_000_000, 1_000_000 + RESUMABLE_MS)).toBe(true);
});

it('one from before a long silence is not: who knows who stands beside the open microphone', () => {
  expect(isResumable(live, 1_000_000, 1_000_001 + RESUMABLE_MS)).toBe(false);
});

it('nor is one whose last moment is unknown, or lies in the future', () => {
  expect(isResumable(live, undefined, 1_000_000)).toBe(false);
  expect(isResumable(live, 9_000_000, 1_000_000)).toBe(false);
});

it('nor one that was cancelled', () => {
  expect(isResumable({ ...live, cancelledAt: 5 }, 1_000_000, 1_000_000)).toBe(false);
});

import { expect, it } from 'vitest';
import type { Desired, Plan } from '@loa/protocol';
import { candidatesOf } from './candidates.ts';

const T0 = 1_790_000_000_000;
const SHA = 'a'.repeat(64);
const DESIRED: Desired = {
  volumePercent: 50,
  media: null,
  live: {
    broadcastId: 'storm',
    title: '',
    class: 'emergency',
    rank: 'commune',
    profile: 'talk',
    ssrc: 1,
    spread: null,
    payloadType: 100,
    startAt: T0,
    endAt: T0 + 5000,
  },
};
const PLAN: Plan = {
  completeUntil: T0,
  occurrences: [
    {
      broadcastId: 'news',
      title: '',
      class: 'normal',
      rank: 'province',
      startAt: T0,
      latestStartAt: T0 + 1,
      latestEndAt: T0 + 2,
      media: { sha256: SHA, bytes: 1, durationMs: 60_000 },
    },
  ],
};
const FACTS = {
  desired: DESIRED,
  plan: PLAN,
  isPlanFresh: true,
  present: new Set([SHA]),
  isClockKnown: true,
  liveSeenAt: T0 + 77,
  isLiveLost: false,
};

it('lets live and stored broadcasts compete by their own times', () => {
  const [live, stored] = candidatesOf(FACTS);
  expect(live).toMatchObject({ kind: 'live', readiness: 'yes' });
  expect(live?.contender).toMatchObject({
    id: 'storm',
    startAt: T0,
    latestEndAt: T0 + 5000,
    durationMs: null,
  });
  expect(stored).toMatchObject({ kind: 'stored', readiness: 'yes' });
  expect(stored?.contender).toMatchObject({ id: 'news', rank: 'province', durationMs: 60_000 });
});

it('begins a live broadcast at once where the clock is not known, and ends it only when told', () => {
  const [live, stored] = candidatesOf({ ...FACTS, isClockKnown: false });
  expect(live?.contender.startAt).toBe(T0 + 77);
  expect(live?.contender.latestEndAt).toBeGreaterThan(T0 + 1e12);
  expect(stored?.readiness).toBe('no-clock');
});

it('goes by a guess of the time for a stored emergency that the server has just vouched for, and for nothing else', () => {
  const occurrences = PLAN.occurrences.map((each) => ({ ...each, class: 'emergency' as const }));
  const unsure = { ...FACTS, desired: null, plan: { ...PLAN, occurrences }, isClockKnown: false };
  expect(candidatesOf(unsure)[0]?.readiness).toBe('guess');
  expect(candidatesOf({ ...unsure, isPlanFresh: false })[0]?.readiness).toBe('no-clock');
  expect(candidatesOf({ ...unsure, present: new Set() })[0]?.readiness).toBe('no-clock');
  expect(candidatesOf({ ...unsure, isClockKnown: true })[0]?.readiness).toBe('yes');
});

it('holds a stored broadcast back while its file is missing', () => {
  expect(candidatesOf({ ...FACTS, present: new Set() })[1]?.readiness).toBe('no-media');
});

it('holds a live broadcast back whose packets are lost, so that a dead server does not silence the plan', () => {
  const [live, stored] = candidatesOf({ ...FACTS, isLiveLost: true });
  expect(live?.readiness).toBe('no-media');
  expect(stored?.readiness).toBe('yes');
});

it('has nobody to offer where nothing valid is in hand', () => {
  expect(candidatesOf({ ...FACTS, desired: null, plan: null })).toEqual([]);
});

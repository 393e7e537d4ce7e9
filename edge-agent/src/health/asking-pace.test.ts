import { expect, it } from 'vitest';
import { DUE_WITHIN_MS, isDueSoon, pauseBeforeAsking } from './asking-pace.ts';

const CALM = { isAway: false, jitterMs: 0.2, lastMinute: 8, sinceFound: 8, isLive: false, isDue: false };

it.each([
  ['half a minute on a quiet line', {}, 30_000],
  ['five seconds while a live broadcast is on', { isLive: true }, 5000],
  ['five seconds before a planned beginning', { isDue: true }, 5000],
  ['five seconds before one on a restless line too', { isDue: true, jitterMs: 12, sinceFound: 40 }, 5000],
  ['a quarter of a second on a restless line that was asked little', { jitterMs: 12 }, 250],
  ['the same while a live broadcast is on', { jitterMs: 12, isLive: true }, 250],
  ['half a minute on a restless line once enough is in hand', { jitterMs: 12, sinceFound: 40 }, 30_000],
  ['half a minute on it for hours after', { jitterMs: 12, sinceFound: 400, lastMinute: 2 }, 30_000],
  ['again a quarter of a second when live begins', { jitterMs: 12, sinceFound: 400, isLive: true }, 250],
  ['two seconds when enough is in hand for live', { jitterMs: 12, lastMinute: 40, isLive: true }, 2000],
  ['five seconds while nobody answers, however restless the line was', { isAway: true, jitterMs: 12 }, 5000],
])('pauses %s', (_, over, ms) => {
  expect(pauseBeforeAsking({ ...CALM, ...over })).toBe(ms);
});

it('asks more often from so long before a beginning that no calm pause misses it, until it has begun', () => {
  const now = Date.UTC(2026, 8, 28);
  const calmMs = pauseBeforeAsking(CALM);
  const dueMs = pauseBeforeAsking({ ...CALM, isDue: true });
  expect(isDueSoon([now - 1, now + calmMs + dueMs], now)).toBe(true);
  expect(isDueSoon([now - 1, now, now + DUE_WITHIN_MS + 1], now)).toBe(false);
});

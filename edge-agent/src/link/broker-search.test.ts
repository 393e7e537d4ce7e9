import { expect, it } from 'vitest';
import {
  failed,
  firstSearch,
  found,
  lost,
  patienceMs,
  pauseMs,
  type Search,
  type Way,
} from './broker-search.ts';

const MINUTE_MS = 60_000;

/** The ways that are taken when one try after another fails, one every `everyMs`. */
function waysOf(search: Search, tries: number, everyMs: number): Way[] {
  const ways: Way[] = [];
  for (let i = 0, state = search; i < tries; i += 1) {
    ways.push(state.way);
    state = failed(state, false, state.sinceMono + i * everyMs);
  }
  return ways;
}

const byWebSocket = found(failed(firstSearch(0), true, 3000), 3100);

it('a pole that never reached its broker takes both ways in turn, the TLS port first', () => {
  expect(waysOf(firstSearch(0), 4, 1000)).toEqual(['tls', 'websocket', 'tls', 'websocket']);
});

it('a server that restarts is sought where it was', () => {
  expect(waysOf(lost(found(firstSearch(0), 0), 1000), 5, 900)).toEqual(Array(5).fill('tls'));
  expect(waysOf(lost(byWebSocket, 5000), 5, 900)).toEqual(Array(5).fill('websocket'));
});

it('a way that is blocked in the middle of the work is left after some seconds, and not for ever', () => {
  const ways = waysOf(lost(found(firstSearch(0), 0), 1000), 12, 3000);
  expect(ways.slice(0, 3)).toEqual(['tls', 'tls', 'tls']);
  expect(ways.slice(3)).toContain('websocket');
  expect(ways.filter((way) => way === 'tls').length).toBeGreaterThan(6);
});

it('what worked is remembered; the TLS port gets its chance at a later loss', () => {
  expect(lost(byWebSocket, 10 * MINUTE_MS).way).toBe('websocket');
  const later = lost(byWebSocket, 31 * MINUTE_MS);
  expect(waysOf(later, 3, 100)).toEqual(['tls', 'websocket', 'tls']);
  const stillBlocked = found(failed(later, true, 31 * MINUTE_MS), 31 * MINUTE_MS + 4000);
  expect(lost(stillBlocked, 40 * MINUTE_MS).way).toBe('websocket');
});

it.each([500, 2000, 3000])('finds a server that was away for %i ms within one second more', (awayMs) => {
  let [search, passed] = [lost(found(firstSearch(0), 0), 0), 0];
  while (passed < awayMs) {
    passed += pauseMs(search, 1);
    search = failed(search, false, passed);
  }
  expect(passed - awayMs).toBeLessThan(1000);
});

it('asks a server that stays away twice a minute', () => {
  expect(pauseMs({ ...firstSearch(0), tries: 60 }, 1)).toBe(30_000);
});

it('leaves half of every pause to chance', () => {
  expect(pauseMs(firstSearch(0), 0)).toBe(100);
  expect(pauseMs(firstSearch(0), 1)).toBe(200);
});

it('waits longer for an answer only where none came', () => {
  expect(patienceMs({ ...firstSearch(0), tries: 9 })).toBe(3000);
  const patience = [1, 2, 3, 4].map((unanswered) => patienceMs({ ...firstSearch(0), unanswered }));
  expect(patience).toEqual([4500, 6750, 10_000, 10_000]);
});

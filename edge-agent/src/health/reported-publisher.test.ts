import { pino } from 'pino';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { HandClock, type Reported } from '@loa/protocol';
import { ReportedPublisher } from './reported-publisher.ts';

const QUIET: Reported = {
  at: 0,
  bootId: 'boot',
  desiredRevision: 1,
  planRevision: 1,
  mediaRequest: 'request',
  wantsSpread: false,
  sounding: null,
  suspended: [],
  plan: { completeUntil: 0, occurrences: 0, missingMedia: 0 },
  clock: { known: true, offsetMs: 0, errorMs: 1 },
  refused: {},
  problems: [],
};

let clock: HandClock;
let state: Reported;
let published: Reported[];
let publisher: ReportedPublisher;

beforeEach(() => {
  vi.useFakeTimers();
  clock = new HandClock();
  state = QUIET;
  published = [];
  publisher = new ReportedPublisher({
    state: () => state,
    publish: async (payload) => {
      published.push(JSON.parse(payload) as Reported);
    },
    mono: () => clock.mono(),
    log: pino({ level: 'silent' }),
  });
});
afterEach(() => {
  publisher.close();
  vi.useRealTimers();
});

function pass(ms: number): void {
  clock.advance(ms);
  vi.advanceTimersByTime(ms);
}

it('tells all as soon as there is a line, and nothing while nothing changes', () => {
  publisher.look();
  expect(published).toHaveLength(0);
  publisher.setOnline(true);
  for (let i = 0; i < 10; i += 1) {
    pass(500);
    publisher.look();
  }
  expect(published).toHaveLength(1);
});

it('does not take the passing of a broadcast for a change, but its beginning', () => {
  publisher.setOnline(true);
  pass(1000);
  const sounding = { broadcastId: 'news', kind: 'stored', positionMs: 0, heard: false } as const;
  state = { ...state, sounding };
  publisher.look();
  expect(published).toHaveLength(2);
  pass(1000);
  state = { ...state, sounding: { ...sounding, positionMs: 1000 }, clock: { ...state.clock, offsetMs: 0.2 } };
  publisher.look();
  expect(published).toHaveLength(2);
});

it('says the last of many quick changes, and no more than five a second', () => {
  publisher.setOnline(true);
  for (let i = 2; i < 100; i += 1) {
    state = { ...state, desiredRevision: i };
    publisher.look();
    pass(10);
  }
  pass(200);
  expect(published.length).toBeLessThanOrEqual(7);
  expect(published.at(-1)?.desiredRevision).toBe(99);
});

it('is not driven by a stranger whose packets are refused', () => {
  publisher.setOnline(true);
  for (let i = 1; i <= 100; i += 1) {
    pass(100);
    state = { ...state, refused: { 'media.auth-failed': i } };
    publisher.look();
  }
  expect(published.length).toBeLessThanOrEqual(4);
  expect(published.at(-1)?.refused['media.auth-failed']).toBeGreaterThan(40);
});

it('tells what the time service of the machine has come to say, and not the digits of the clock', () => {
  publisher.setOnline(true);
  pass(1000);
  state = { ...QUIET, clock: { ...QUIET.clock, offsetMs: 0.3, errorMs: 0.9 } };
  publisher.look();
  pass(1000);
  expect(published).toHaveLength(1);
  state = { ...QUIET, clock: { ...QUIET.clock, system: 'unsynchronized' } };
  publisher.look();
  pass(1000);
  expect(published.at(-1)?.clock.system).toBe('unsynchronized');
});

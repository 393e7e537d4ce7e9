import { describe, expect, it } from 'vitest';
import { KNOWN_FOR_MS, WallClock } from './wall-clock.ts';

/** The server's wall clock minus our monotonic one. */
const OFFSET = 1_790_000_000_000;

/** An exchange whose two ways take so long, ms, seen from a pole at this monotonic moment. */
function exchange(sentMono: number, thereMs: number, backMs: number, offset = OFFSET) {
  const receivedAt = sentMono + thereMs + offset;
  return { sentMono, gotMono: sentMono + thereMs + backMs + 0.4, receivedAt, answeredAt: receivedAt + 0.4 };
}

/** A clock that was an hour off before it asked. */
function wrongClock(): WallClock {
  return new WallClock(OFFSET - 3_600_000, 0);
}

it('takes the time of the quickest of eight exchanges at once', () => {
  const clock = wrongClock();
  const ways = [90, 40, 55, 12, 70, 33, 41, 60];
  ways.forEach((there, i) => clock.observe(exchange(i * 200, there, 10)));
  expect(Math.abs(clock.at(2000) - (2000 + OFFSET))).toBeLessThan(1.1);
  expect(clock.errorMs(2000)).toBeLessThan(11.1);
});

it('is known to a tenth of a millisecond on a quiet line', () => {
  const clock = wrongClock();
  for (let i = 0; i < 8; i += 1) clock.observe(exchange(i * 60, 0.5, 0.5));
  expect(Math.abs(clock.at(1000) - (1000 + OFFSET))).toBeLessThan(0.1);
});

it('is not moved by an exchange that waited in a queue', () => {
  const clock = wrongClock();
  for (let i = 0; i < 8; i += 1) clock.observe(exchange(i * 60, 1, 1));
  const before = clock.at(30_000) - 30_000;
  clock.observe(exchange(30_000, 240, 2));
  expect(Math.abs(clock.at(40_000) - 40_000 - before)).toBeLessThan(0.01);
});

it('makes up a difference of 20 ms slowly, and gets there', () => {
  const clock = wrongClock();
  for (let i = 0; i < 8; i += 1) clock.observe(exchange(i * 60, 1, 1));
  clock.at(30_000);
  for (let i = 0; i < 8; i += 1) clock.observe(exchange(30_000 + i * 10, 0.1, 0.1, OFFSET + 20));
  let last = clock.at(31_000);
  let greatest = 0;
  for (let mono = 31_010; mono <= 231_000; mono += 10) {
    const now = clock.at(mono);
    greatest = Math.max(greatest, Math.abs(now - last - 10));
    last = now;
  }
  expect(greatest).toBeLessThan(0.003);
  expect(Math.abs(last - (231_000 + OFFSET + 20))).toBeLessThan(0.5);
});

it('follows at once when the server was set by a minute', () => {
  const clock = wrongClock();
  for (let i = 0; i < 16; i += 1) clock.observe(exchange(i * 60, 1, 1));
  clock.observe(exchange(30_000, 5, 5, OFFSET + 60_000));
  expect(Math.abs(clock.at(30_100) - (30_100 + OFFSET + 60_000))).toBeLessThan(0.1);
});

it('refuses an answer from before its question', () => {
  const clock = wrongClock();
  expect(clock.observe({ sentMono: 100, gotMono: 90, receivedAt: OFFSET, answeredAt: OFFSET })).toBe(false);
  expect(clock.isKnown(100)).toBe(false);
});

describe('whether the time is known', () => {
  it('is not, before anybody vouched for it', () => {
    expect(wrongClock().isKnown(0)).toBe(false);
  });

  it('is for a day after the last exchange, and not for longer', () => {
    const clock = wrongClock();
    clock.observe(exchange(0, 1, 1));
    expect(clock.isKnown(KNOWN_FOR_MS)).toBe(true);
    expect(clock.isKnown(KNOWN_FOR_MS + 10)).toBe(false);
  });

  it('is when the machine itself vouches, until the server is heard', () => {
    const clock = wrongClock();
    clock.followSystem(OFFSET + 1000, 1000, true);
    expect(clock.isKnown(1000)).toBe(true);
    expect(clock.at(1000)).toBeCloseTo(1000 + OFFSET, 3);
    clock.observe(exchange(2000, 1, 1, OFFSET + 500));
    clock.followSystem(OFFSET + 3000, 3000, true);
    expect(clock.at(3000)).toBeCloseTo(3000 + OFFSET + 500, 0);
  });

  it('is again after a restart of the program within the day', () => {
    const clock = wrongClock();
    clock.restore(OFFSET, 3_600_000, 2, 500);
    expect(clock.isKnown(500)).toBe(true);
    expect(clock.at(600)).toBe(600 + OFFSET);
    expect(clock.errorMs(500)).toBeGreaterThan(70);
  });

  it('follows the machine where nobody vouches, but stays unknown', () => {
    const clock = wrongClock();
    clock.followSystem(OFFSET + 1000, 1000, false);
    expect(clock.at(1000)).toBe(1000 + OFFSET);
    expect(clock.isKnown(1000)).toBe(false);
  });
});

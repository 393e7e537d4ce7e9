import { afterEach, expect, it, vi } from 'vitest';
import { systemClock } from './system-clock.ts';

afterEach(() => vi.restoreAllMocks());

/** The program stands still for so long after it has read the wall clock. */
function interruptFor(ms: number): void {
  const [now, mono] = [Date.now.bind(Date), performance.now.bind(performance)];
  let lateMs = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => mono() + lateMs);
  vi.spyOn(Date, 'now').mockImplementation(() => {
    lateMs = ms;
    return now();
  });
}

/** The nearest of some readings: the program may be interrupted between the two clocks that a reading compares. */
function nearest(distance: () => number): number {
  return Math.min(...Array.from({ length: 10 }, () => Math.abs(distance())));
}

it('agrees with the whole milliseconds of the wall clock, and has finer steps', () => {
  const fractions = new Set<number>();
  for (let i = 0; i < 200; i += 1) {
    const before = Date.now();
    const now = systemClock.now();
    expect(now).toBeGreaterThanOrEqual(before);
    expect(now).toBeLessThanOrEqual(Date.now() + 1);
    fractions.add(now % 1);
  }
  expect(fractions.size).toBeGreaterThan(10);
});

it('is not led astray by an interruption between the two clocks', () => {
  for (const began = performance.now(); performance.now() - began < 5;) systemClock.now();
  const distance = systemClock.now() - performance.now();
  interruptFor(30);
  systemClock.now();
  vi.restoreAllMocks();
  expect(nearest(() => systemClock.now() - performance.now() - distance)).toBeLessThan(0.05);
});

it('follows a wall clock that is set', () => {
  const now = Date.now.bind(Date);
  vi.spyOn(Date, 'now').mockImplementation(() => now() + 5_000);
  expect(nearest(() => systemClock.now() - Date.now())).toBeLessThan(2);
});

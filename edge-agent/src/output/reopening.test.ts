import { describe, expect, it } from 'vitest';
import { Reopening } from './reopening.ts';

/** Pauses before each of the next attempts, all of which fail at once; looked at every 100 ms. */
function pauses(reopening: Reopening, from: number, count: number, isThere?: boolean): number[] {
  const found: number[] = [];
  for (let lost = from, now = from; found.length < count; now += 100) {
    if (!reopening.isDue(now, isThere)) continue;
    found.push(now - lost);
    lost = now;
    reopening.noteLost(now, 0);
  }
  return found;
}

describe('a lost card is opened again', () => {
  it('after growing pauses when it never ran', () => {
    const reopening = new Reopening();
    reopening.noteLost(0, 100);
    expect(pauses(reopening, 0, 8)).toEqual([200, 500, 1000, 2000, 5000, 10_000, 10_000, 10_000]);
  });

  it('every half second for a minute when it was healthy', () => {
    const reopening = new Reopening();
    pauses(reopening, 0, 8);
    reopening.noteLost(100_000, 5000);
    const found = pauses(reopening, 100_000, 125);
    expect(found.slice(0, 119)).toEqual([200, ...Array<number>(118).fill(500)]);
    expect(found.slice(-3)).toEqual([10_000, 10_000, 10_000]);
  });

  it('at once when the system shows it again, however long it was away, and then soon again', () => {
    const reopening = new Reopening();
    reopening.noteLost(0, 100);
    pauses(reopening, 0, 9, false);
    const now = 1_000_000;
    reopening.noteLost(now, 0);
    expect(reopening.isDue(now + 100, false)).toBe(false);
    expect(reopening.isDue(now + 200, true)).toBe(true);
    reopening.noteLost(now + 200, 0);
    expect(pauses(reopening, now + 200, 2, true)).toEqual([200, 500]);
  });
});

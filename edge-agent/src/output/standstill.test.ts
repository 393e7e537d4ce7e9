import { beforeEach, describe, expect, it } from 'vitest';
import { Standstill } from './standstill.ts';

let standstill: Standstill;
let now: number;

beforeEach(() => {
  standstill = new Standstill();
  now = 0;
});

/** Looks every 40 ms; the counter is `counterAt` the time, undefined while the card says nothing. */
function look(ms: number, counterAt: (at: number) => number | undefined): boolean {
  for (const end = now + ms; now < end;) {
    now += 40;
    standstill.note(counterAt(now), now);
  }
  return standstill.isHanging(now);
}

const running = (at: number) => at * 48;

describe('a card hangs', () => {
  it('when its counter has stood for a second', () => {
    expect(look(5000, running)).toBe(false);
    expect(look(960, () => 240_000)).toBe(false);
    expect(look(120, () => 240_000)).toBe(true);
  });

  it('when it has ceased to tell anything', () => {
    look(5000, running);
    expect(look(1200, () => undefined)).toBe(true);
  });
});

describe('a card does not hang', () => {
  it('when it has never told anything', () => {
    expect(look(5000, () => undefined)).toBe(false);
  });

  it('when it was not looked at for two seconds', () => {
    look(5000, running);
    now += 2000;
    expect(look(40, () => 240_000)).toBe(false);
    expect(look(1080, () => 240_000)).toBe(true);
  });

  it('right after it was opened anew', () => {
    look(5000, running);
    look(1200, () => 240_000);
    standstill.restart();
    expect(look(1200, () => undefined)).toBe(false);
  });
});

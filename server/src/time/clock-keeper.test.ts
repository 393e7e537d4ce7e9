import { describe, expect, it } from 'vitest';
import { HandClock } from '@loa/protocol';
import { ClockKeeper } from './clock-keeper.ts';

const MINUTE_MS = 60_000;

/** A keeper that looks once a second, and what it wrote into the log. */
function arrange() {
  const machine = new HandClock();
  const lines: object[] = [];
  const keeper = new ClockKeeper({ machine, log: { info: (line: object) => void lines.push(line) } });
  const pass = (ms: number, isSounding: boolean) => {
    for (let past = 0; past < ms; past += 1000) {
      machine.advance(1000);
      keeper.follow(isSounding);
    }
  };
  return { machine, keeper, lines, pass, behindMs: () => machine.now() - keeper.now() };
}

describe("the server's clock", () => {
  it("is the machine's", () => {
    const { machine, keeper, pass } = arrange();
    pass(MINUTE_MS, false);
    expect(keeper.now()).toBeCloseTo(machine.now(), 6);
    expect(keeper.mono()).toBe(machine.mono());
  });

  it('goes on evenly while something sounds, although the machine was set five times', () => {
    const { machine, keeper, pass } = arrange();
    let before = keeper.now();
    for (let times = 0; times < 5; times += 1) {
      machine.stepWall(25);
      for (let second = 0; second < 4; second += 1) {
        pass(1000, true);
        expect(Math.abs(keeper.now() - before - 1000)).toBeLessThan(0.11);
        before = keeper.now();
      }
    }
  });

  it("is the machine's again a second after the sound is over", () => {
    const { machine, pass, behindMs } = arrange();
    machine.stepWall(-300);
    pass(MINUTE_MS, true);
    expect(behindMs()).toBeLessThan(-290);
    pass(1000, false);
    expect(behindMs()).toBeCloseTo(0, 6);
  });

  it('draws near while the sound lasts', () => {
    const { machine, pass, behindMs } = arrange();
    machine.stepWall(25);
    pass(5 * MINUTE_MS, true);
    expect(behindMs()).toBeLessThanOrEqual(1);
    expect(behindMs()).toBeGreaterThan(0.8);
  });

  it('says so once when the machine was set', () => {
    const { machine, lines, pass } = arrange();
    pass(5000, true);
    machine.stepWall(25);
    pass(5000, true);
    expect(lines).toEqual([{ setByMs: 25, leftMs: 25 }]);
  });

  it('does not believe a look that was interrupted between the two clocks', () => {
    const clock = new HandClock();
    let interruptedMs = 0;
    const now = () => {
      const wall = clock.now();
      clock.advance(interruptedMs);
      return wall;
    };
    const machine = { now, mono: () => clock.mono() };
    const keeper = new ClockKeeper({ machine, log: { info: () => undefined } });
    interruptedMs = 40;
    keeper.follow(false);
    expect(keeper.now()).toBe(clock.now());
  });
});

import { describe, expect, it } from 'vitest';
import { HandClock } from '@loa/protocol';
import { BusSchedule } from './bus-schedule.ts';

function arrange() {
  const clock = new HandClock();
  const moment = () => ({ mono: clock.mono(), wall: clock.now() });
  const start = clock.now();
  return { clock, start, schedule: new BusSchedule(moment()), due: (s: BusSchedule) => s.due(moment()) };
}

describe("the bus's schedule", () => {
  it('has a frame at its start and one every 20 ms', () => {
    const { clock, schedule, due } = arrange();
    expect(due(schedule)).toHaveLength(1);
    clock.advance(19.9);
    expect(due(schedule)).toHaveLength(0);
    clock.advance(0.2);
    expect(due(schedule)).toHaveLength(1);
  });

  it('does not drift when every timer is late', () => {
    const { clock, start, schedule, due } = arrange();
    const ticks = [];
    for (let i = 0; i < 3_000; i++) {
      ticks.push(...due(schedule));
      clock.advance(Math.max(0, schedule.nextMono - clock.mono()) + 3.7);
    }
    const last = ticks.at(-1);
    expect(ticks).toHaveLength(3_000);
    expect(last?.captureAt).toBeCloseTo(start + 2_999 * 20, 3);
    expect(last?.mediaTicks).toBe(2_999 * 960);
  });

  it('catches up after a stall of 400 ms without a gap', () => {
    const { clock, schedule, due } = arrange();
    due(schedule);
    clock.advance(400);
    const ticks = due(schedule);
    expect(ticks.map((tick) => tick.mediaTicks)).toEqual(Array.from({ length: 20 }, (_, i) => (i + 1) * 960));
    expect(schedule.skipped).toBe(0);
  });

  it('skips a stall of 2 s and counts the frames that fell out', () => {
    const { clock, start, schedule, due } = arrange();
    due(schedule);
    clock.advance(2_000);
    expect(due(schedule)).toEqual([{ mediaTicks: 100 * 960, captureAt: start + 2_000 }]);
    expect(schedule.skipped).toBe(99);
  });

  it('follows a wall clock that is slewed, and a step at once', () => {
    const { clock, start, schedule, due } = arrange();
    due(schedule);
    clock.stepWall(0.5);
    for (let i = 0; i < 50; i++) {
      clock.advance(20);
      due(schedule);
    }
    expect(schedule.nextCaptureAt).toBeCloseTo(start + 51 * 20 + 0.5, 6);
    clock.stepWall(-3_600_000);
    clock.advance(20);
    expect(due(schedule)[0]?.captureAt).toBeCloseTo(start + 51 * 20 + 0.5 - 3_600_000, 6);
  });
});

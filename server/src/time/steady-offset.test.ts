import { describe, expect, it } from 'vitest';
import { steadyOffset } from './steady-offset.ts';

const SECOND_MS = 1000;

describe("the distance of the server's clock from the monotonic one", () => {
  it("is the machine's at once when that was set while all is quiet, forwards and backwards", () => {
    expect(steadyOffset({ served: 0, machine: 25 }, SECOND_MS, false)).toBe(25);
    expect(steadyOffset({ served: 0, machine: -3_600_000 }, SECOND_MS, false)).toBe(-3_600_000);
  });

  it('bends by 100 millionths at most while something sounds', () => {
    expect(steadyOffset({ served: 0, machine: 25 }, SECOND_MS, true)).toBeCloseTo(0.1, 9);
    expect(steadyOffset({ served: 0, machine: -9_000 }, 2 * SECOND_MS, true)).toBeCloseTo(-0.2, 9);
  });

  it('bends towards a small difference also while all is quiet, and not beyond it', () => {
    expect(steadyOffset({ served: 0, machine: 4 }, SECOND_MS, false)).toBeCloseTo(0.1, 9);
    expect(steadyOffset({ served: 0, machine: 4 }, 3600 * SECOND_MS, false)).toBe(4);
  });

  it('stands still over what a look may be off by', () => {
    expect(steadyOffset({ served: 0, machine: 0.9 }, SECOND_MS, false)).toBe(0);
    expect(steadyOffset({ served: 0, machine: -0.9 }, SECOND_MS, true)).toBe(0);
  });

  it('is right at once when it was wrong by more than ten seconds, whatever sounds', () => {
    expect(steadyOffset({ served: 0, machine: 10_001 }, SECOND_MS, true)).toBe(10_001);
  });

  it('does not move where no time has passed', () => {
    expect(steadyOffset({ served: 0, machine: 3 }, 0, true)).toBe(0);
    expect(steadyOffset({ served: 0, machine: 3 }, -5, true)).toBe(0);
  });
});

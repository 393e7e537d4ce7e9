import { describe, expect, it } from 'vitest';
import { Timeline } from './timeline.ts';

const T = 1_790_000_000_000;

describe('the timeline of a stream', () => {
  it('goes on across the wrap of the timestamp without a seam', () => {
    const timeline = new Timeline();
    const first = timeline.place(0xffff_fff0, T);
    const second = timeline.place((0xffff_fff0 + 960) % 0x1_0000_0000, T + 20);
    expect(second.position - first.position).toBe(960);
    expect(second.segment).toBe(first.segment);
  });

  it('does not follow the jitter of the stamps, but tells them', () => {
    const timeline = new Timeline();
    const first = timeline.place(0, T);
    const second = timeline.place(960, T + 27);
    expect(second.position - first.position).toBe(960);
    expect(second.captureAt).toBe(T + 27);
  });

  it('does not tear at a clock that drifts for hours', () => {
    const timeline = new Timeline();
    const segments = new Set(
      Array.from({ length: 50_000 }, (_, i) => timeline.place(i * 960, T + i * 20.002).segment),
    );
    expect(segments.size).toBe(1);
  });

  it('begins a new segment where the sender paused without counting', () => {
    const timeline = new Timeline();
    const before = timeline.place(0, T);
    const after = timeline.place(960, T + 5_020);
    expect(after.segment).toBe(before.segment + 1);
    expect(after.position - before.position).toBe(5_020 * 48);
  });

  it('still places packets that were sent before the step and come after it', () => {
    const timeline = new Timeline();
    const first = timeline.place(0, T);
    timeline.place(1_920, T - 10_000 + 40);
    expect(timeline.place(960, T + 20)).toEqual({
      position: first.position + 960,
      segment: 1,
      captureAt: T + 20,
    });
  });

  it('works out a capture time that is missing', () => {
    const timeline = new Timeline();
    expect(timeline.place(0, undefined).captureAt).toBeUndefined();
    const told = new Timeline();
    told.place(0, T);
    expect(told.place(960 * 3, undefined).captureAt).toBeCloseTo(T + 60, 6);
  });

  it('starts anew when it is told to', () => {
    const timeline = new Timeline();
    timeline.place(0, T);
    timeline.restart();
    expect(timeline.place(5_000_000, T + 20).segment).toBe(2);
  });
});

import { describe, expect, it } from 'vitest';
import { CardClock } from './card-clock.ts';

const NOMINAL = 48;

/** Watches a card of this error for a time; readings jitter by up to `jitterFrames`, from a fixed sequence. */
function watch(
  clock: CardClock,
  { ppm, ms, jitterFrames = 0 }: { ppm: number; ms: number; jitterFrames?: number },
): void {
  let seed = 7;
  for (let at = 0; at <= ms; at += 40) {
    seed = (seed * 16_807) % 2_147_483_647;
    const jitter = (seed / 2_147_483_647 - 0.5) * 2 * jitterFrames;
    clock.observe({ sounded: at * NOMINAL * (1 + ppm / 1e6) + jitter, atMono: 5000 + at });
  }
}

describe('a sound card that runs fast by 80 ppm', () => {
  it('is known to the hundredth of a millisecond after ten seconds of steady readings', () => {
    const clock = new CardClock();
    watch(clock, { ppm: 80, ms: 10_000 });
    const frame = 11_000 * NOMINAL * (1 + 80e-6);
    expect(Math.abs(clock.soundsAt(frame) - 16_000)).toBeLessThan(0.02);
    expect(clock.ppm).toBeCloseTo(80, -1);
  });

  it('is known within a quarter of a millisecond although single readings are off by a millisecond', () => {
    const clock = new CardClock();
    watch(clock, { ppm: 80, ms: 30_000, jitterFrames: 48 });
    const frame = 30_100 * NOMINAL * (1 + 80e-6);
    expect(Math.abs(clock.soundsAt(frame) - 35_100)).toBeLessThan(0.25);
  });
});

it('does not tell the speed before it has watched for ten seconds', () => {
  const clock = new CardClock();
  watch(clock, { ppm: 0, ms: 9000 });
  expect(clock.ppm).toBeNull();
});

it('does not believe one strange reading, but three in a row', () => {
  const clock = new CardClock();
  watch(clock, { ppm: 0, ms: 1000 });
  const strange = (i: number) => ({ sounded: (1000 + i * 40 - 200) * NOMINAL, atMono: 6000 + i * 40 });
  expect(clock.observe(strange(1))).toBe(false);
  expect(Math.abs(clock.soundedAt(6040) - 1040 * NOMINAL)).toBeLessThan(1);
  expect(clock.observe(strange(2))).toBe(false);
  expect(clock.observe(strange(3))).toBe(true);
  expect(Math.abs(clock.soundedAt(6120) - 920 * NOMINAL)).toBeLessThan(1);
});

it('keeps the speed of its crystal over a restart of the count', () => {
  const clock = new CardClock();
  watch(clock, { ppm: -60, ms: 20_000 });
  clock.restart({ sounded: 0, atMono: 40_000 });
  expect((clock.framesPerMs / NOMINAL - 1) * 1e6).toBeCloseTo(-60, 0);
});

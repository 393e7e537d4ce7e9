import { describe, expect, it } from 'vitest';
import { KNOWN_FOR_MS, WallClock } from './wall-clock.ts';

/** The server's wall clock minus our monotonic one. */
const OFFSET = 1_790_000_000_000;

/** An exchange whose two ways take so long, ms, seen from a pole at this monotonic moment. */
function exchange(sentMono: number, thereMs: number, backMs: number, offset = OFFSET) {
  const receivedAt = sentMono + thereMs + offset;
  return { sentMono, gotMono: sentMono + thereMs + backMs + 0.4, receivedAt, answeredAt: receivedAt + 0.4 };
}

/** Numbers from 0 to 1 by chance, the same for the same seed. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 0x1_0000_0000;
  };
}

/** A clock that was an hour off before it asked. */
function wrongClock(): WallClock {
  return new WallClock(OFFSET - 3_600_000, 0);
}

it('takes the quickest way there and the quickest way back, each from another exchange', () => {
  const clock = wrongClock();
  clock.observe(exchange(0, 12, 70));
  clock.observe(exchange(200, 90, 12));
  clock.observe(exchange(400, 55, 40));
  expect(Math.abs(clock.at(500) - (500 + OFFSET))).toBeLessThan(0.1);
  expect(clock.errorMs(500)).toBeGreaterThan(11.9);
  expect(clock.errorMs(500)).toBeLessThan(12.1);
});

it('knows the time on a line with 60 ms of delay and 30 ms of jitter within 2 ms, after a minute of asking', () => {
  const errors = Array.from({ length: 200 }, (_, seed) => {
    const chance = randomOf(seed + 1);
    const way = () => 60 - 30 * Math.log(1 - chance());
    const clock = wrongClock();
    for (let i = 0; i < 60; i += 1) clock.observe(exchange(i * 1000, way(), way()));
    return Math.abs(clock.at(60_000) - (60_000 + OFFSET));
  }).sort((a, b) => a - b);
  expect(errors[189]).toBeLessThan(2);
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
  clock.observe(exchange(30_000, 240, 4));
  expect(Math.abs(clock.at(40_000) - 40_000 - before)).toBeLessThan(0.01);
});

it('is not moved by a line that changed between the way there and the way back, minutes later', () => {
  for (const [thereMs, backMs] of [
    [0.5, 40],
    [40, 0.5],
  ] as const) {
    const clock = wrongClock();
    for (let i = 0; i < 8; i += 1) clock.observe(exchange(i * 60, 0.5, 0.5));
    clock.observe(exchange(240_000, thereMs, backMs));
    expect(Math.abs(clock.at(240_100) - (240_100 + OFFSET))).toBeLessThan(0.1);
  }
});

it('is not led away by the one exchange during which the line grew longer or shorter', () => {
  for (const [thereMs, backMs] of [
    [1, 40],
    [40, 1],
  ] as const) {
    const clock = wrongClock();
    for (let i = 0; i < 40; i += 1) clock.observe(exchange(i * 250, 40 + (i % 5) / 5, 40 + (i % 3) / 3));
    clock.observe(exchange(12_000, thereMs, backMs));
    for (let i = 0; i < 20; i += 1)
      clock.observe(exchange(14_000 + i * 2000, 40 + (i % 3) / 3, 40 + (i % 5) / 5));
    expect(Math.abs(clock.at(55_000) - (55_000 + OFFSET))).toBeLessThan(1);
  }
});

it('follows a crystal that it does not know yet, once the quick bounds of the beginning have aged', () => {
  const clock = wrongClock();
  const drift = 40e-6;
  for (let i = 0; i < 8; i += 1) clock.observe(exchange(i * 60, 0.5, 0.5));
  for (let at = 5_000; at <= 300_000; at += 5_000) {
    clock.observe(exchange(at, 0.5, 0.5, OFFSET + at * drift));
    expect(Math.abs(clock.at(at) - (at + OFFSET + at * drift))).toBeLessThan(0.6);
  }
});

it('follows a server that was put right by 20 ms with the next exchange', () => {
  const clock = wrongClock();
  for (let i = 0; i < 8; i += 1) clock.observe(exchange(i * 60, 1, 1));
  clock.observe(exchange(30_000, 1, 1, OFFSET + 20));
  expect(Math.abs(clock.at(31_000) - (31_000 + OFFSET + 20))).toBeLessThan(0.1);
});

it('follows a crystal that is 40 ppm off for a day within a millisecond, once it knows it', () => {
  const clock = wrongClock();
  let worst = 0;
  for (let at = 0; at < 24 * 3_600_000; at += 30_000) {
    const offsetAt = (mono: number) => OFFSET + mono * 40e-6;
    clock.observe(exchange(at, 20 + (at % 7), 20 + (at % 5), offsetAt(at)));
    const later = at + 29_000;
    if (at > 3_600_000) worst = Math.max(worst, Math.abs(clock.at(later) - (later + offsetAt(later))));
  }
  expect(worst).toBeLessThan(1);
});

it('is right for hours after a first exchange that was late by 200 ms', () => {
  for (const lateMs of [60, 120, 200]) {
    const clock = wrongClock();
    clock.observe(exchange(0, 30 + lateMs, 30));
    let worst = 0;
    for (let at = 60; at < 4 * 3_600_000; at += 30_000) {
      clock.observe(exchange(at, 30 + (at % 3), 30 + (at % 2)));
      if (at > 1_200_000) worst = Math.max(worst, Math.abs(clock.at(at) - (at + OFFSET)));
    }
    expect(worst).toBeLessThan(2);
  }
});

it('is right for hours on a line with 30 ms of jitter that is asked twice a minute', () => {
  const errors = Array.from({ length: 100 }, (_, seed) => {
    const chance = randomOf(seed + 1);
    const way = () => 60 - 30 * Math.log(1 - chance());
    const clock = wrongClock();
    for (let at = 0; at < 2 * 3_600_000; at += 30_000) clock.observe(exchange(at, way(), way()));
    return Math.abs(clock.at(7_200_000) - (7_200_000 + OFFSET));
  }).sort((a, b) => a - b);
  expect(errors[94]).toBeLessThan(6);
  expect(errors[99]).toBeLessThan(10);
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

it('tells how much the queues of a line add to a usual exchange', () => {
  const [quiet, restless] = [wrongClock(), wrongClock()];
  for (let i = 0; i < 16; i += 1) {
    quiet.observe(exchange(i * 60, 20, 20));
    restless.observe(exchange(i * 60, 20 + ((i * 7) % 16), 20 + ((i * 5) % 16)));
  }
  expect(quiet.jitterMs).toBeLessThan(0.1);
  expect(restless.jitterMs).toBeGreaterThan(8);
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

  it('is again when the machine vouches after the server was away for a day, until the server is heard', () => {
    const clock = wrongClock();
    for (let i = 0; i < 20; i += 1) clock.observe(exchange(i * 60, 1, 1));
    const late = 1200 + KNOWN_FOR_MS + 10;
    clock.followSystem(OFFSET + late + 7, late, false);
    expect(clock.isKnown(late)).toBe(false);
    expect(Math.abs(clock.at(late) - late - OFFSET)).toBeLessThan(1);
    clock.followSystem(OFFSET + late + 7, late, true);
    expect(clock.isKnown(late)).toBe(true);
    expect(clock.at(late)).toBeCloseTo(late + OFFSET + 7, 3);
    expect(clock.errorMs(late)).toBe(50);
    clock.observe(exchange(late + 1000, 1, 1));
    expect(Math.abs(clock.at(late + 1002) - late - 1002 - OFFSET)).toBeLessThan(0.1);
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

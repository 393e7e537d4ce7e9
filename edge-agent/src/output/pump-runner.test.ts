import { describe, expect, it } from 'vitest';
import { HandClock } from '@loa/protocol';
import { FakeCard } from './fake-card.ts';
import type { Sounding } from './lead.ts';
import { BLOCK_FRAMES, LONG_BLOCK_FRAMES, PumpRunner } from './pump-runner.ts';

/** A programme that writes down when each block is to be heard, and marks one moment by an impulse. */
class MarkedProgramme {
  readonly heardAt: number[] = [];
  passedOver = 0;
  realigned = 0;
  markAt = Number.NaN;

  render(block: Int16Array, at: number): void {
    this.heardAt.push(at);
    const frame = Math.round((this.markAt - at) * 48);
    block.fill(0);
    if (frame >= 0 && frame < block.length) block[frame] = 10_000;
  }

  passOver(): void {
    this.passedOver += 1;
  }

  realign(): void {
    this.realigned += 1;
  }
}

interface Levers {
  ppm?: number;
  hasStatus?: boolean;
  sounding?: Sounding;
  aheadMs?: number;
  delayMs?: number;
}

function build({
  ppm = 0,
  hasStatus = true,
  sounding = 'standard',
  aheadMs = 100,
  delayMs = 0,
}: Levers = {}) {
  const clock = new HandClock(0);
  const card = new FakeCard(ppm);
  const programme = new MarkedProgramme();
  const status = hasStatus ? card : undefined;
  const wallAt = (mono: number) => 1_000_000 + mono;
  let runs = 0;
  let gathered = 0;
  const onRunning = () => (runs += 1);
  const gather = () => (gathered += 1);
  const pump = new PumpRunner(
    { clock, sink: card, status, programme, wallAt, sounding: () => sounding, gather, onRunning },
    { aheadMs, delayMs },
  );
  pump.restart();
  const run = (ms: number) => {
    for (let i = 0; i < ms; i += 10) {
      clock.advance(10);
      card.playUntil(clock.mono());
      pump.tick();
    }
  };
  return { clock, card, programme, pump, run, runs: () => runs, gathered: () => gathered };
}

it.each([0, 90, -90])(
  'lets a mark sound within a tenth of a millisecond on a card that is off by %i ppm',
  (ppm) => {
    const { card, programme, run } = build({ ppm });
    run(20_000);
    programme.markAt = 1_020_500;
    run(1000);
    const soundedAt = card.played.indexOf(10_000) / (48 * (1 + ppm / 1e6));
    expect(Math.abs(soundedAt - 20_500)).toBeLessThan(0.1);
  },
);

it('lets a mark leave the card 35 ms early where the way from there to the air takes as long', () => {
  const { card, programme, run } = build({ delayMs: 35 });
  run(20_000);
  programme.markAt = 1_020_500;
  run(1000);
  expect(Math.abs(card.played.indexOf(10_000) / 48 - (20_500 - 35))).toBeLessThan(0.1);
});

it.each<[Sounding, number, number]>([
  ['talk', 100, BLOCK_FRAMES],
  ['standard', 100, LONG_BLOCK_FRAMES],
  ['sturdy', 140, BLOCK_FRAMES],
  ['stored', 180, BLOCK_FRAMES],
  ['nothing', 100, BLOCK_FRAMES],
])(
  'keeps the sound of %s %i ms ahead of the card, not more than a block of %i frames beyond',
  (sounding, aheadMs, frames) => {
    const { programme, clock, run } = build({ sounding });
    run(5000);
    const beginsAt: number[] = [];
    const aheads: number[] = [];
    for (let i = 0; i < 50; i += 1) {
      run(10);
      const last = programme.heardAt.at(-1) ?? 0;
      beginsAt.push(last);
      aheads.push(last + frames / 48 - 1_000_000 - clock.mono());
    }
    expect(Math.min(...aheads)).toBeGreaterThanOrEqual(aheadMs);
    expect(Math.max(...aheads)).toBeLessThan(aheadMs + 1 + frames / 48);
    const begins = [...new Set(beginsAt)];
    begins.slice(1).forEach((at, i) => expect(at - (begins[i] ?? NaN)).toBeCloseTo(frames / 48, 3));
  },
);

it('brings in what has come before it asks for a block, and no oftener', () => {
  const { programme, run, gathered } = build();
  run(5000);
  programme.heardAt.length = 0;
  const before = gathered();
  run(800);
  expect(programme.heardAt).toHaveLength(10);
  expect(gathered() - before).toBe(10);
});

it('brings in what has come while the card is away', () => {
  const { card, run, gathered } = build();
  card.isOpen = false;
  run(100);
  expect(gathered()).toBe(10);
});

it('finds the time again after the processor was away for half a second', () => {
  const { card, clock, programme, pump, run } = build();
  run(3000);
  programme.realigned = 0;
  clock.advance(500);
  run(1000);
  expect(pump.underruns).toBe(1);
  expect(programme.realigned).toBe(1);
  programme.markAt = 1_005_000;
  run(1000);
  expect(Math.abs(card.played.indexOf(10_000) / 48 - 5000)).toBeLessThan(0.2);
});

it('does not run dry by the least lead although packets put off its ticks', () => {
  const { card, clock, pump } = build({ aheadMs: 80 });
  for (let i = 0; i < 100; i += 1) {
    clock.advance(60);
    card.playUntil(clock.mono());
    pump.tick();
  }
  expect(pump.underruns).toBe(0);
});

it('is in its place again within a third of a second after the card put silence in by itself', () => {
  const { card, programme, run } = build();
  run(10_000);
  programme.realigned = 0;
  card.putIn(200);
  run(330);
  expect(programme.realigned).toBe(1);
  programme.markAt = 1_011_000;
  run(1000);
  expect(Math.abs(card.played.indexOf(10_000) / 48 - 11_000)).toBeLessThan(0.2);
});

it('takes a card that tells nothing for one that runs in real time', () => {
  const { card, programme, run } = build({ hasStatus: false });
  run(1000);
  programme.markAt = 1_001_500;
  run(1000);
  expect(Math.abs(card.played.indexOf(10_000) / 48 - 1500)).toBeLessThan(11);
});

it('lets time pass while the card is away', () => {
  const { card, programme, run } = build();
  card.isOpen = false;
  run(100);
  expect(programme.passedOver).toBe(10);
  expect(programme.heardAt).toEqual([]);
});

describe('a card that was opened', () => {
  it('gets silence until it plays, and every frame of the programme sounds when it was meant to', () => {
    const { card, clock, programme, pump, run } = build();
    run(2000);
    programme.heardAt.length = 0;
    card.open();
    pump.restart();
    run(300);
    const [first] = programme.heardAt as [number];
    expect(first - 1_000_000 - clock.mono()).toBeLessThan(0);
    expect(first - 1_002_000).toBeLessThan(250);
    const steps = programme.heardAt.slice(1).map((at, i) => at - (programme.heardAt[i] ?? NaN));
    steps.forEach((step) => expect(step).toBeCloseTo(LONG_BLOCK_FRAMES / 48, 3));
    expect(card.reopened).toEqual([]);
  });

  it('plays all of the programme in its place although its first stamp is late by a period', () => {
    const { card, programme, run } = build();
    programme.markAt = 1_000_200;
    card.stampLateMs = 10;
    run(20);
    card.stampLateMs = 0;
    run(500);
    expect(1_000_200 - (programme.heardAt[0] ?? NaN)).toBeLessThan(LONG_BLOCK_FRAMES / 48);
    expect(Math.abs(card.played.indexOf(10_000) / 48 - 200)).toBeLessThan(0.2);
  });

  it('is said to run once it plays', () => {
    const { run, runs, pump } = build();
    expect(runs()).toBe(0);
    run(200);
    expect(runs()).toBe(1);
    pump.restart();
    run(200);
    expect(runs()).toBe(2);
  });

  it('is said to run after a second where it tells nothing', () => {
    const { run, runs } = build({ hasStatus: false });
    run(900);
    expect(runs()).toBe(0);
    run(200);
    expect(runs()).toBe(1);
  });
});

describe('a card is opened anew', () => {
  it('when it has taken nothing for three seconds, where it tells nothing', () => {
    const { card, run } = build({ hasStatus: false });
    run(100);
    card.isBlocked = true;
    run(2900);
    expect(card.reopened).toEqual([]);
    run(200);
    expect(card.reopened).toEqual(['takes no sound']);
  });

  it('when its counters have stood for a second', () => {
    const { card, run } = build();
    run(2000);
    card.isHanging = true;
    run(1000);
    expect(card.reopened).toEqual([]);
    run(100);
    expect(card.reopened).toEqual(['takes no sound']);
  });

  it('not because this program stood still itself', () => {
    const { card, clock, run } = build();
    run(2000);
    clock.advance(2500);
    run(500);
    expect(card.reopened).toEqual([]);
  });
});

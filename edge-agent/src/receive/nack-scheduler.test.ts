import { describe, expect, it } from 'vitest';
import { NackScheduler } from './nack-scheduler.ts';
import { RoundTrip } from './round-trip.ts';

function scheduler(roundTripMs?: number): NackScheduler {
  const roundTrip = new RoundTrip();
  if (roundTripMs !== undefined) for (let i = 0; i < 40; i++) roundTrip.measured(roundTripMs);
  return new NackScheduler(roundTrip);
}

/** Moments at which packet 5 is asked for when nothing answers. */
function askedAt(nacks: NackScheduler, neededAtMono: number): number[] {
  nacks.missing(5, neededAtMono, 0);
  const moments: number[] = [];
  for (let now = 0; now <= 1_500; now++) if (nacks.due(now).includes(5)) moments.push(now);
  return moments;
}

describe('asking for lost packets', () => {
  it('begins at once and waits for 105 ms while the server does not know the round trip', () => {
    expect(askedAt(scheduler(40), 300)).toEqual([0, 105, 210]);
  });

  it('follows the round trip as soon as the server knows it', () => {
    const nacks = scheduler(40);
    nacks.noteServerKnowsRoundTrip();
    expect(askedAt(nacks, 300)).toEqual([0, 45, 90, 135, 180, 225]);
  });

  it('never asks when the answer would come too late', () => {
    expect(askedAt(scheduler(300), 300)).toEqual([]);
    expect(askedAt(scheduler(200), 300)).toEqual([0]);
  });

  it('asks twice for each on a lossy line', () => {
    const nacks = scheduler(40);
    nacks.setLossy(true);
    expect(askedAt(nacks, 130)).toEqual([0, 12]);
  });

  it('asks twice where asks stay without an answer, although nothing is lost on the way here', () => {
    const nacks = scheduler(40);
    nacks.noteServerKnowsRoundTrip();
    const lose = (sequence: number, at: number) => {
      nacks.missing(sequence, at + 300, at);
      return Array.from({ length: 44 }, (_, i) => at + i).filter((now) => nacks.due(now).includes(sequence));
    };
    for (let sequence = 100; sequence < 103; sequence++) {
      expect(lose(sequence, sequence * 1_000)).toEqual([sequence * 1_000]);
      nacks.due(sequence * 1_000 + 45);
      nacks.arrived(sequence, sequence * 1_000 + 86);
    }
    expect(lose(200, 200_000)).toEqual([200_000, 200_012]);
    for (let sequence = 201; sequence < 220; sequence++) {
      lose(sequence, sequence * 1_000);
      nacks.arrived(sequence, sequence * 1_000 + 44);
    }
    expect(lose(300, 300_000)).toEqual([300_000]);
  });

  it('stops after the second that the server keeps', () => {
    const moments = askedAt(scheduler(200), 5_000);
    expect(moments.length).toBeGreaterThan(3);
    expect(moments.at(-1)).toBeLessThanOrEqual(1_000);
  });

  it('tells an answer from a packet that had only been overtaken', () => {
    const nacks = scheduler(40);
    for (const sequence of [1, 2, 3]) nacks.missing(sequence, 300, 0);
    nacks.due(0);
    expect(nacks.arrived(1, 3)).toBe('reordered');
    expect(nacks.arrived(2, 41)).toBe('answered');
    expect(nacks.arrived(2, 42)).toBe('unexpected');
    expect(nacks.due(60)).toEqual([]);
    expect(nacks.due(106)).toEqual([3]);
  });

  it('guesses the round trip from a first answer until it is measured', () => {
    const roundTrip = new RoundTrip();
    const nacks = new NackScheduler(roundTrip);
    nacks.missing(1, 300, 0);
    nacks.due(0);
    nacks.arrived(1, 80);
    expect(roundTrip.ms).toBe(80);
    roundTrip.measured(120);
    roundTrip.guessed(10);
    roundTrip.measured(-1);
    expect(roundTrip.ms).toBe(120);
  });

  it('names the moment of the next ask and nothing when none is left', () => {
    const nacks = scheduler(40);
    expect(nacks.nextDueMono()).toBeUndefined();
    nacks.missing(1, 120, 7);
    expect(nacks.nextDueMono()).toBe(7);
    nacks.due(7);
    expect(nacks.nextDueMono()).toBe(112);
    nacks.due(112);
    expect(nacks.nextDueMono()).toBeUndefined();
    nacks.due(121);
    expect(nacks.size).toBe(0);
  });
});

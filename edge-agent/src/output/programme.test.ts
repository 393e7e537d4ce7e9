import { describe, expect, it } from 'vitest';
import type { Contender } from '@loa/protocol';
import { TurnBoard, type Candidate, type Transition } from '../reconcile/turn-board.ts';
import { FakeSource } from './fake-source.ts';
import { Programme } from './programme.ts';

const BLOCK_MS = 10;
const T0 = 1_790_000_000_000;

function candidate(id: string, startAt: number, contender: Partial<Contender> = {}): Candidate {
  const stored: Contender = {
    id,
    class: 'normal',
    rank: 'commune',
    startAt,
    latestStartAt: startAt + 60_000,
    latestEndAt: startAt + 600_000,
    durationMs: 60_000,
    ...contender,
  };
  return { contender: stored, kind: 'stored', readiness: 'yes' };
}

/** Each source holds a height of its own, so that the sound tells who sounds. */
function build(candidates: Candidate[], heights: Record<string, number>) {
  const board = new TurnBoard([]);
  board.setCandidates(candidates);
  const sources = new Map(Object.entries(heights).map(([id, height]) => [id, new FakeSource(() => height)]));
  const transitions: Transition[] = [];
  const played: Record<string, number> = {};
  const missing: Record<string, number> = {};
  const programme = new Programme({
    board,
    sourceOf: (id) => sources.get(id),
    onTransitions: (changes) => transitions.push(...changes),
    onPlayed: (id, ms) => (played[id] = (played[id] ?? 0) + ms),
    onMissing: (id, ms) => (missing[id] = (missing[id] ?? 0) + ms),
  });
  const play = (from: number, to: number): Int16Array => {
    const sound = new Int16Array((to - from) * 48);
    for (let ms = 0; ms < to - from; ms += BLOCK_MS) {
      programme.render(sound.subarray(ms * 48, (ms + BLOCK_MS) * 48), from + ms, from - T0 + ms);
    }
    return sound;
  };
  return { board, sources, programme, transitions, played, missing, play };
}

it('begins a broadcast at its very sample, in the middle of a block', () => {
  const { play } = build([candidate('news', T0 + 23.5)], { news: 8000 });
  const sound = play(T0, T0 + 100);
  const first = sound.findIndex((sample) => sample !== 0);
  expect(Math.abs(first - 23.5 * 48)).toBeLessThanOrEqual(24);
  expect(sound.at(-1)).toBe(8000);
});

it('reads a broadcast by time when it joins in progress', () => {
  const { sources, play } = build([candidate('news', T0 - 10_000)], {});
  sources.set('news', new FakeSource((frame) => frame / 100));
  const sound = play(T0, T0 + 50);
  expect(sound.at(-1)).toBeCloseTo((10_050 * 48) / 100, -1);
});

describe('an emergency in the middle of the news', () => {
  const news = candidate('news', T0);
  const alarm = candidate('alarm', T0 + 500, { class: 'emergency', durationMs: 1000 });

  it('sounds alone, without a click at either border, and the news goes on where it stopped', () => {
    const { sources, play } = build([news, alarm], { alarm: -6000 });
    sources.set('news', new FakeSource((frame) => 3000 + frame / 48));
    const sound = play(T0, T0 + 2000);
    expect(sound[400 * 48]).toBeCloseTo(3400, -1);
    expect(sound[1000 * 48]).toBe(-6000);
    // The news had come to 500 ms; 300 ms after the alarm it is at 800 ms.
    expect(sound[1800 * 48]).toBeCloseTo(3800, -1);
    const steps = sound.slice(1).map((sample, i) => Math.abs(sample - (sound[i] as number)));
    expect(steps.reduce((most, step) => Math.max(most, step), 0)).toBeLessThan(40);
  });

  it('is told with the turn of each', () => {
    const { transitions, play } = build([news, alarm], { news: 1, alarm: 1 });
    play(T0, T0 + 1600);
    const told = transitions.map(({ id, to }) => `${id} ${to?.state ?? 'gone'}`);
    expect(told).toEqual([
      'news sounding',
      'news suspended',
      'alarm sounding',
      'news sounding',
      'alarm over',
    ]);
  });
});

it('counts as played only what was there to be played, and the rest as missing', () => {
  const { sources, played, missing, play } = build([candidate('news', T0)], { news: 5000 });
  (sources.get('news') as FakeSource).endsAt = 4800;
  play(T0, T0 + 300);
  expect(played['news']).toBeGreaterThan(80);
  expect(played['news']).toBeLessThanOrEqual(100);
  expect((played['news'] ?? 0) + (missing['news'] ?? 0)).toBeCloseTo(300, 0);
});

describe('counts as missing', () => {
  it('nothing while nobody has the turn, nor while all goes well', () => {
    const { missing, play } = build([candidate('news', T0 + 500, { durationMs: 400 })], { news: 5000 });
    play(T0, T0 + 1500);
    expect(missing).toEqual({});
  });

  it('the time without a card', () => {
    const { programme, missing, play } = build([candidate('news', T0)], { news: 5000 });
    play(T0, T0 + 200);
    // The card is pulled while 100 ms lie in it; 700 ms later it plays again.
    for (let at = T0 + 100; at <= T0 + 800; at += BLOCK_MS) programme.passOver(at, at - T0);
    play(T0 + 900, T0 + 1000);
    expect(missing['news']).toBeCloseTo(800, 0);
  });

  it('what a card that ran dry left out', () => {
    const { missing, play } = build([candidate('news', T0)], { news: 5000 });
    play(T0, T0 + 200);
    play(T0 + 260, T0 + 300);
    expect(missing['news']).toBeCloseTo(60, 0);
  });

  it('a file that is not open', () => {
    const { missing, play } = build([candidate('news', T0)], {});
    play(T0, T0 + 100);
    expect(missing['news']).toBeCloseTo(100, 0);
  });
});

it('is silent, and stays in time, while a file is not open yet', () => {
  const { sources, play } = build([candidate('news', T0)], {});
  expect(play(T0, T0 + 100).every((sample) => sample === 0)).toBe(true);
  sources.set('news', new FakeSource((frame) => frame / 10));
  expect(play(T0 + 100, T0 + 200).at(-1)).toBeCloseTo(960, -1);
});

it('moves its loudness without a step', () => {
  const { programme, play } = build([candidate('news', T0)], { news: 20_000 });
  play(T0, T0 + 100);
  programme.setGain(0.1);
  const sound = play(T0 + 100, T0 + 200);
  expect(sound.at(-1)).toBe(2000);
  const steps = sound.slice(1).map((sample, i) => Math.abs(sample - (sound[i] as number)));
  expect(steps.reduce((most, step) => Math.max(most, step), 0)).toBeLessThan(60);
});

import { describe, expect, it } from 'vitest';
import {
  comparePrecedence,
  nextTurnAt,
  positionOf,
  takeTurns,
  type Contender,
  type Turn,
} from './precedence.ts';
import type { AreaRank, PriorityClass } from './words.ts';

const CLASSES: PriorityClass[] = ['emergency', 'priority', 'normal'];
const RANKS: AreaRank[] = ['nation', 'province', 'commune', 'hamlet'];

function stored(id: string, changes: Partial<Contender> = {}): Contender {
  const startAt = changes.startAt ?? 1_000;
  return {
    id,
    class: 'normal',
    rank: 'commune',
    startAt,
    latestStartAt: startAt + 60_000,
    latestEndAt: startAt + 120_000,
    durationMs: 30_000,
    ...changes,
  };
}

function live(id: string, changes: Partial<Contender> = {}): Contender {
  return stored(id, { durationMs: null, latestStartAt: Infinity, latestEndAt: Infinity, ...changes });
}

function turnOf(turns: Turn[], id: string): Turn | undefined {
  return turns.find((turn) => turn.id === id);
}

/** Runs the rule through a row of moments, as a pole does block by block. */
function runThrough(contenders: Contender[], moments: number[], before: Turn[] = []): Turn[] {
  return moments.reduce<Turn[]>((turns, now) => takeTurns(turns, contenders, now), before);
}

describe('comparePrecedence over all pairs of class, rank and start', () => {
  const all = CLASSES.flatMap((priority) =>
    RANKS.flatMap((rank) =>
      [1_000, 2_000].map((startAt) =>
        stored(`${priority}-${rank}-${startAt}`, { class: priority, rank, startAt }),
      ),
    ),
  );
  const pairs = all.flatMap((a) => all.map((b) => [a, b] as const));

  it.each(pairs)('$0.id against $1.id is decided by class, then rank, then start', (a, b) => {
    const expected =
      Math.sign(CLASSES.indexOf(a.class) - CLASSES.indexOf(b.class)) ||
      Math.sign(RANKS.indexOf(a.rank) - RANKS.indexOf(b.rank)) ||
      Math.sign(a.startAt - b.startAt);
    expect(Math.sign(comparePrecedence(a, b))).toBe(expected);
  });

  it.each(pairs.filter(([a, b]) => a !== b))(
    'exactly one of $0.id and $1.id sounds when both are due',
    (a, b) => {
      const turns = takeTurns([], [a, b], 2_000);
      const winner = comparePrecedence(a, b) < 0 ? a : b;
      expect(turns.filter((turn) => turn.state === 'sounding').map((turn) => turn.id)).toEqual([winner.id]);
    },
  );

  it('equal claims are decided by the id, so that server and pole never differ', () => {
    expect(comparePrecedence(stored('a'), stored('b'))).toBeLessThan(0);
    expect(comparePrecedence(stored('b'), stored('a'))).toBeGreaterThan(0);
    expect(comparePrecedence(stored('a'), stored('a'))).toBe(0);
  });
});

describe('takeTurns', () => {
  it('begins nothing before its start', () => {
    expect(takeTurns([], [stored('news')], 999)).toEqual([]);
  });

  it('begins at the start, position 0', () => {
    expect(takeTurns([], [stored('news')], 1_000)).toEqual([
      { id: 'news', state: 'sounding', anchorAt: 1_000 },
    ]);
  });

  it('joins in progress when the pole was away at the start', () => {
    const [turn] = takeTurns([], [stored('news')], 9_000);
    expect(positionOf(turn!, 9_000)).toBe(8_000);
  });

  it('does not join what is over by now', () => {
    expect(takeTurns([], [stored('news')], 31_000)).toEqual([
      { id: 'news', state: 'over', outcome: 'missed' },
    ]);
  });

  it('suspends an announcement for an emergency and resumes it at its position', () => {
    const news = stored('news');
    const alarm = live('alarm', { class: 'emergency', startAt: 11_000, latestEndAt: 20_000 });
    const during = runThrough([news, alarm], [1_000, 11_000]);
    expect(turnOf(during, 'news')).toEqual({ id: 'news', state: 'suspended', positionMs: 10_000 });
    expect(turnOf(during, 'alarm')).toEqual({ id: 'alarm', state: 'sounding', anchorAt: 11_000 });
    const after = takeTurns(during, [news, alarm], 20_000);
    expect(turnOf(after, 'alarm')).toEqual({ id: 'alarm', state: 'over', outcome: 'completed' });
    expect(positionOf(turnOf(after, 'news')!, 20_000)).toBe(10_000);
  });

  it('an announcement that was due during an emergency begins at its beginning afterwards', () => {
    const alarm = live('alarm', { class: 'emergency', startAt: 0, latestEndAt: 20_000 });
    const turns = runThrough([stored('news'), alarm], [0, 1_000, 20_000]);
    expect(turnOf(turns, 'news')).toEqual({ id: 'news', state: 'sounding', anchorAt: 20_000 });
  });

  it('drops what waited past its latest start', () => {
    const alarm = live('alarm', { class: 'emergency', startAt: 0, latestEndAt: 70_000 });
    const turns = runThrough([stored('news'), alarm], [0, 1_000, 70_000]);
    expect(turnOf(turns, 'news')).toEqual({ id: 'news', state: 'over', outcome: 'missed' });
  });

  it('cuts a suspended announcement whose latest end has passed, and does not resume it', () => {
    const alarm = live('alarm', { class: 'emergency', startAt: 5_000, latestEndAt: 200_000 });
    const turns = runThrough([stored('news'), alarm], [1_000, 5_000, 121_000, 200_000]);
    expect(turnOf(turns, 'news')).toEqual({ id: 'news', state: 'over', outcome: 'cut' });
  });

  it('cuts a sounding announcement at its latest end', () => {
    const news = stored('news', { durationMs: 500_000 });
    expect(runThrough([news], [1_000, 121_000])).toEqual([{ id: 'news', state: 'over', outcome: 'cut' }]);
  });

  it('does not begin again what is over', () => {
    const turns = runThrough([stored('news')], [1_000, 31_000, 31_010, 40_000]);
    expect(turns).toEqual([{ id: 'news', state: 'over', outcome: 'completed' }]);
  });

  it('forgets what was cancelled, in the middle of its sound', () => {
    expect(takeTurns([{ id: 'news', state: 'sounding', anchorAt: 1_000 }], [], 2_000)).toEqual([]);
  });

  it('a live broadcast comes back where the speaker is, not where it was suspended', () => {
    const talk = live('talk', { startAt: 1_000 });
    const alarm = live('alarm', { class: 'emergency', startAt: 5_000, latestEndAt: 9_000 });
    const turns = runThrough([talk, alarm], [1_000, 5_000, 9_000]);
    expect(positionOf(turnOf(turns, 'talk')!, 9_000)).toBe(8_000);
  });

  it('two suspended announcements come back one after the other, each at its position', () => {
    const low = stored('low');
    const high = stored('high', { class: 'priority', startAt: 3_000, durationMs: 10_000 });
    const alarm = live('alarm', { class: 'emergency', startAt: 5_000, latestEndAt: 8_000 });
    const turns = runThrough([low, high, alarm], [1_000, 3_000, 5_000, 8_000, 16_000]);
    expect(turnOf(turns, 'high')).toEqual({ id: 'high', state: 'over', outcome: 'completed' });
    expect(positionOf(turnOf(turns, 'low')!, 16_000)).toBe(2_000);
  });
});

describe('nextTurnAt', () => {
  it('names the next start, end or latest end', () => {
    const news = stored('news');
    expect(nextTurnAt([], [news], 0)).toBe(1_000);
    expect(nextTurnAt(takeTurns([], [news], 1_000), [news], 1_000)).toBe(31_000);
    expect(nextTurnAt([{ id: 'news', state: 'over', outcome: 'cut' }], [news], 31_000)).toBe(Infinity);
  });
});

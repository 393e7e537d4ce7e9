import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Contender } from '@loa/protocol';
import { PlayTally } from './play-tally.ts';
import { TurnBoard, type Candidate } from './turn-board.ts';
import { TurnStore } from './turn-store.ts';

const T0 = 1_790_000_000_000;

function stored(id: string, inMs: number, more: Partial<Contender> = {}): Candidate {
  const startAt = T0 + inMs;
  const contender: Contender = {
    id,
    class: 'normal',
    rank: 'commune',
    startAt,
    latestStartAt: startAt + 60_000,
    latestEndAt: startAt + 600_000,
    durationMs: 60_000,
    ...more,
  };
  return { contender, kind: 'stored', readiness: 'yes' };
}

function live(id: string, startAt: number): Candidate {
  const endless = { latestStartAt: 8e15, latestEndAt: 8e15, durationMs: null };
  return { ...stored(id, startAt - T0, { class: 'emergency', ...endless }), kind: 'live' };
}

describe('turns that were kept over a restart', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'loa-turns-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('let a suspended broadcast go on where it stopped, not where the clock is', async () => {
    const store = new TurnStore(folder);
    const before = new TurnBoard([]);
    before.setCandidates([stored('news', 0), live('storm', T0 + 10_000)]);
    before.advance(T0);
    before.advance(T0 + 10_000);
    await store.save({ turns: [...before.turns], tallies: [] });

    const { turns } = await new TurnStore(folder).load();
    const after = new TurnBoard(turns);
    after.setCandidates([stored('news', 0)]);
    after.advance(T0 + 40_000);
    expect(after.winner).toMatchObject({ anchorAt: T0 + 30_000 });
  });

  it('let a broadcast that sounded join in progress', async () => {
    const store = new TurnStore(folder);
    await store.save({ turns: [{ id: 'news', state: 'sounding', anchorAt: T0 }], tallies: [] });
    const after = new TurnBoard((await store.load()).turns);
    after.setCandidates([stored('news', 0)]);
    after.advance(T0 + 20_000);
    expect(after.winner?.anchorAt).toBe(T0);
  });

  it('are none when the file is torn', async () => {
    await writeFile(join(folder, 'turns.json'), '{"turns":[{"id":"news","state":"soun');
    expect(await new TurnStore(folder).load()).toEqual({ turns: [], tallies: [] });
  });
});

describe('a broadcast whose file has not come', () => {
  const waiting: Candidate = { ...stored('news', 0), readiness: 'no-media' };

  it('joins in progress as soon as it comes', () => {
    const board = new TurnBoard([]);
    board.setCandidates([waiting]);
    board.advance(T0 + 5000);
    expect(board.winner).toBeUndefined();
    board.setCandidates([stored('news', 0)]);
    board.advance(T0 + 6000);
    expect(board.winner?.anchorAt).toBe(T0);
  });

  it('does not keep the one behind it from sounding', () => {
    const board = new TurnBoard([]);
    board.setCandidates([waiting, stored('music', 1000)]);
    board.advance(T0 + 2000);
    expect(board.winner?.candidate.contender.id).toBe('music');
  });

  it('is missed, once, when its time has passed', () => {
    const board = new TurnBoard([]);
    board.setCandidates([waiting]);
    board.advance(T0 + 1000);
    board.setCandidates([waiting]);
    expect(board.advance(T0 + 60_001)).toMatchObject([
      { id: 'news', to: { state: 'over', outcome: 'missed' } },
    ]);
    board.setCandidates([waiting]);
    expect(board.advance(T0 + 70_000)).toEqual([]);
  });
});

describe('while the clock is not known', () => {
  const unsure: Candidate = { ...stored('news', 0), readiness: 'no-clock' };

  it('no planned broadcast begins, and none is written down as missed', () => {
    const board = new TurnBoard([]);
    board.setCandidates([unsure]);
    expect(board.advance(T0 + 100_000)).toEqual([]);
    expect(board.winner).toBeUndefined();
  });

  it('a planned broadcast that sounded before the restart stays silent', () => {
    const board = new TurnBoard([{ id: 'news', state: 'sounding', anchorAt: T0 }]);
    board.setCandidates([unsure]);
    board.advance(T0 + 10_000);
    expect(board.winner).toBeUndefined();
  });

  const guessed: Candidate = { ...stored('flood', 0, { class: 'emergency' }), readiness: 'guess' };

  it('an emergency that is due by the guess sounds to its end', () => {
    const board = new TurnBoard([]);
    board.setCandidates([guessed]);
    board.advance(T0 - 1);
    expect(board.winner).toBeUndefined();
    board.advance(T0);
    expect(board.winner).toMatchObject({ candidate: guessed, anchorAt: T0 });
    board.advance(T0 + 59_999);
    expect(board.winner?.candidate).toBe(guessed);
    expect(board.advance(T0 + 60_000)).toMatchObject([
      { id: 'flood', to: { state: 'over', outcome: 'completed' } },
    ]);
  });

  it('an emergency whose time has passed by the guess waits, and is missed only by the known time', () => {
    const board = new TurnBoard([]);
    board.setCandidates([guessed]);
    expect(board.advance(T0 + 3_600_000)).toEqual([]);
    const known: Candidate = { ...guessed, readiness: 'yes' };
    board.setCandidates([known]);
    expect(board.advance(T0 + 30_000)).toMatchObject([
      { id: 'flood', to: { state: 'sounding', anchorAt: T0 } },
    ]);
  });

  it('an emergency that gives way to a higher one goes on after it', () => {
    const board = new TurnBoard([]);
    const higher = { class: 'emergency', rank: 'province', durationMs: 5_000 } as const;
    const evacuate: Candidate = { ...stored('evacuate', 10_000, higher), readiness: 'guess' };
    board.setCandidates([guessed, evacuate]);
    board.advance(T0);
    board.advance(T0 + 10_000);
    expect(board.suspended).toEqual(['flood']);
    board.advance(T0 + 15_000);
    expect(board.winner).toMatchObject({ candidate: guessed, anchorAt: T0 + 5_000 });
  });

  it('a live broadcast sounds', () => {
    const board = new TurnBoard([]);
    board.setCandidates([unsure, live('storm', T0)]);
    board.advance(T0);
    expect(board.winner?.candidate.contender.id).toBe('storm');
  });
});

it('takes a live turn anew when its line has moved, so that it sounds in time with the other poles', () => {
  const board = new TurnBoard([]);
  board.setCandidates([live('storm', T0)]);
  board.advance(T0 + 100);
  board.setCandidates([live('storm', T0 + 50)]);
  board.advance(T0 + 200);
  expect(board.winner?.anchorAt).toBe(T0 + 50);
});

it('tells of a cancelled broadcast that it vanished', () => {
  const board = new TurnBoard([]);
  board.setCandidates([stored('news', 0)]);
  board.advance(T0 + 1000);
  board.setCandidates([]);
  expect(board.advance(T0 + 2000)).toMatchObject([
    { id: 'news', from: { state: 'sounding' }, to: undefined },
  ]);
});

it('gives way while its packets are lost, and takes its turn back when they come again', () => {
  const storm = live('storm', T0);
  const board = new TurnBoard([]);
  board.setCandidates([storm, stored('news', 0)]);
  board.advance(T0);
  board.setCandidates([{ ...storm, readiness: 'no-media' }, stored('news', 0)]);
  board.advance(T0 + 12_000);
  expect(board.winner?.candidate.contender.id).toBe('news');
  board.setCandidates([storm, stored('news', 0)]);
  board.advance(T0 + 14_000);
  expect(board.winner).toMatchObject({ candidate: { contender: { id: 'storm' } }, anchorAt: T0 });
  expect(board.suspended).toEqual(['news']);
});

it('was cut, not missed, when it ends while its packets are lost', () => {
  const storm = live('storm', T0);
  const until = { ...storm.contender, latestStartAt: T0 + 20_000, latestEndAt: T0 + 20_000 };
  const board = new TurnBoard([]);
  board.setCandidates([storm]);
  board.advance(T0);
  board.setCandidates([{ ...storm, contender: until, readiness: 'no-media' }]);
  expect(board.advance(T0 + 20_001)).toMatchObject([{ id: 'storm', to: { state: 'over', outcome: 'cut' } }]);
});

describe('the record of what was played', () => {
  function follow(tally: PlayTally, board: TurnBoard, now: number): void {
    for (const transition of board.advance(now)) tally.follow(transition, now);
  }

  it('holds one line for a broadcast, with what was played and heard, after its last measurements', () => {
    const tally = new PlayTally([]);
    const board = new TurnBoard([]);
    board.setCandidates([stored('news', 0)]);
    follow(tally, board, T0);
    tally.addPlayed('news', 59_000);
    follow(tally, board, T0 + 60_000);
    tally.addHeard('news', 61_000);
    expect(tally.takeFinished(T0 + 60_500)).toEqual([]);
    const line = { broadcastId: 'news', kind: 'stored', startedAt: T0, endedAt: T0 + 60_000 };
    expect(tally.takeFinished(T0 + 62_000)).toEqual([
      { ...line, playedMs: 59_000, heardMs: 59_000, silentMs: 0, outcome: 'completed' },
    ]);
    expect(tally.takeFinished(T0 + 63_000)).toEqual([]);
  });

  it('says that a cancelled broadcast was cut, and leaves out one that had not begun', () => {
    const tally = new PlayTally([]);
    const board = new TurnBoard([]);
    board.setCandidates([stored('news', 0), stored('later', 500_000)]);
    follow(tally, board, T0);
    board.setCandidates([]);
    follow(tally, board, T0 + 1000);
    expect(tally.takeFinished(T0 + 9000)).toMatchObject([{ broadcastId: 'news', outcome: 'cut' }]);
  });

  it('goes on after a restart with what was counted before', () => {
    const kept = {
      broadcastId: 'news',
      kind: 'stored',
      startedAt: T0,
      playedMs: 4000,
      heardMs: 0,
      end: null,
    } as const;
    const tally = new PlayTally([kept]);
    const board = new TurnBoard([{ id: 'news', state: 'sounding', anchorAt: T0 }]);
    board.setCandidates([stored('news', 0)]);
    follow(tally, board, T0 + 6000);
    tally.addPlayed('news', 1000);
    follow(tally, board, T0 + 60_000);
    expect(tally.takeFinished(T0 + 62_000)).toMatchObject([{ startedAt: T0, playedMs: 5000 }]);
  });

  it('tells of one that never came to sound that it was missed', () => {
    const tally = new PlayTally([]);
    const board = new TurnBoard([]);
    board.setCandidates([stored('news', -3_600_000)]);
    follow(tally, board, T0);
    expect(tally.takeFinished(T0 + 2000)).toMatchObject([{ playedMs: 0, heardMs: 0, outcome: 'missed' }]);
  });
});

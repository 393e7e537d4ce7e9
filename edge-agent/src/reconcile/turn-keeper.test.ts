import { pino } from 'pino';
import { expect, it } from 'vitest';
import type { PriorityClass } from '@loa/protocol';
import { PlayTally } from './play-tally.ts';
import { TurnBoard, type Candidate } from './turn-board.ts';
import { TurnKeeper } from './turn-keeper.ts';
import type { TurnStore } from './turn-store.ts';

const T0 = 1_790_000_000_000;

function candidate(priorityClass: PriorityClass, startAt: number): Candidate {
  const times = {
    startAt,
    latestStartAt: startAt + 60_000,
    latestEndAt: startAt + 60_000,
    durationMs: 10_000,
  };
  const contender = { id: priorityClass, class: priorityClass, rank: 'commune', ...times } as const;
  return { contender, kind: 'stored', readiness: 'yes' };
}

function build(...candidates: Candidate[]): { board: TurnBoard; turns: TurnKeeper } {
  const board = new TurnBoard([]);
  board.setCandidates(candidates);
  const nothing = () => undefined;
  const parts = { board, tally: new PlayTally([]), store: {} as TurnStore, log: pino({ level: 'silent' }) };
  return { board, turns: new TurnKeeper(parts, { onEntry: nothing, onChange: nothing, onBegin: nothing }) };
}

it('an emergency is near from a little before it sounds until it is over', () => {
  const { board, turns } = build(candidate('normal', T0), candidate('emergency', T0 + 5000));
  const isNearAt = (ms: number) => {
    board.advance(T0 + ms);
    return turns.isEmergencyNear(T0 + ms, 700);
  };
  expect([0, 4200, 4300, 5000, 14_999, 15_000].map(isNearAt)).toEqual([
    false,
    false,
    true,
    true,
    true,
    false,
  ]);
});

it('another class is never an emergency, nor one that may not sound', () => {
  expect(build(candidate('priority', T0)).turns.isEmergencyNear(T0, 700)).toBe(false);
  const absent: Candidate = { ...candidate('emergency', T0), readiness: 'no-media' };
  expect(build(absent).turns.isEmergencyNear(T0, 700)).toBe(false);
});

it('an emergency whose time has passed by a guess keeps no amplifier on and no file open', () => {
  const guessed: Candidate = { ...candidate('emergency', T0), readiness: 'guess' };
  const { turns } = build(guessed);
  const seenAt = (ms: number) => [
    turns.nextSoundAt(T0 + ms),
    turns.isEmergencyNear(T0 + ms, 700),
    turns.dueFiles(T0 + ms, (id) => `/${id}`).length,
  ];
  expect(seenAt(-500)).toEqual([T0, true, 1]);
  expect(seenAt(10_000)).toEqual([Infinity, false, 0]);
});

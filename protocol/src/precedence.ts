import type { AreaRank, PriorityClass } from './words.ts';

/**
 * The rule of precedence: who may sound on one cluster now, who is suspended, who resumes where, who is dropped.
 * Server and pole run this same function, so both agree while they are cut off from each other.
 */

/** Something that wants to sound on a cluster. */
export interface Contender {
  id: string;
  class: PriorityClass;
  /** Rank of the area on whose behalf it speaks. */
  rank: AreaRank;
  /** When it is to begin (wall ms). */
  startAt: number;
  /** It does not begin later than this (wall ms). */
  latestStartAt: number;
  /** It is cut or dropped when this has come (wall ms). */
  latestEndAt: number;
  /** Length in ms, or null for live sources, which pass whether or not they are let through. */
  durationMs: number | null;
}

/** Where a contender stands on a cluster. */
export type Turn =
  /** It sounds; position 0 was, or would have been, at `anchorAt` (wall ms). */
  | { id: string; state: 'sounding'; anchorAt: number }
  /** It sounded and gave way at `positionMs`. */
  | { id: string; state: 'suspended'; positionMs: number }
  /** It was due while somebody of higher precedence sounded; it begins at its beginning. */
  | { id: string; state: 'waiting' }
  /** It has had its turn, or its time has passed. Kept so that it does not begin again. */
  | { id: string; state: 'over'; outcome: TurnOutcome };

export type TurnOutcome = 'completed' | 'cut' | 'missed';

const CLASS_ORDER: Record<PriorityClass, number> = { emergency: 0, priority: 1, normal: 2 };
const RANK_ORDER: Record<AreaRank, number> = { nation: 0, province: 1, commune: 2, hamlet: 3 };

/** Negative when `a` goes before `b`: class, then the higher area, then the earlier start, then the id. */
export function comparePrecedence(a: Contender, b: Contender): number {
  return (
    CLASS_ORDER[a.class] - CLASS_ORDER[b.class] ||
    RANK_ORDER[a.rank] - RANK_ORDER[b.rank] ||
    a.startAt - b.startAt ||
    (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)
  );
}

/**
 * The turns at `now` (wall ms), given the turns before. A contender that vanished from the list is forgotten:
 * a cancelled broadcast falls silent. At most one turn of the result is `sounding`.
 */
export function takeTurns(before: readonly Turn[], contenders: readonly Contender[], now: number): Turn[] {
  const known = new Map(before.map((turn) => [turn.id, turn]));
  const settled = contenders
    .filter((contender) => contender.startAt <= now)
    .map((contender) => ({ contender, turn: settle(contender, known.get(contender.id), now) }));
  const winner = settled
    .filter(({ turn }) => turn?.state !== 'over')
    .map(({ contender }) => contender)
    .sort(comparePrecedence)[0];
  return settled.map(({ contender, turn }) =>
    turn?.state === 'over'
      ? turn
      : contender === winner
        ? begin(contender, turn, now)
        : giveWay(contender, turn, now),
  );
}

/** The next moment after `now` at which `takeTurns` may answer otherwise without new facts; Infinity when never. */
export function nextTurnAt(turns: readonly Turn[], contenders: readonly Contender[], now: number): number {
  const stateOf = new Map(turns.map((turn) => [turn.id, turn]));
  const moments = contenders.flatMap((contender) => {
    const turn = stateOf.get(contender.id);
    if (turn?.state === 'over') return [];
    const end = turn?.state === 'sounding' ? endOf(contender, turn.anchorAt) : Infinity;
    return [contender.startAt, contender.latestEndAt, end];
  });
  return Math.min(Infinity, ...moments.filter((moment) => moment > now));
}

/** Position in ms at `now` of a turn that sounds or is suspended; 0 for one that waits. */
export function positionOf(turn: Turn, now: number): number {
  if (turn.state === 'sounding') return now - turn.anchorAt;
  return turn.state === 'suspended' ? turn.positionMs : 0;
}

/** Ends what has ended, before anybody competes. */
function settle(contender: Contender, turn: Turn | undefined, now: number): Turn | undefined {
  if (turn?.state === 'over') return turn;
  if (turn?.state === 'sounding' && now >= endOf(contender, turn.anchorAt)) return over(turn.id, 'completed');
  const began = turn?.state === 'sounding' || turn?.state === 'suspended';
  if (now >= contender.latestEndAt) return over(contender.id, began ? 'cut' : 'missed');
  if (!began && missedItsStart(contender, turn, now)) return over(contender.id, 'missed');
  return turn;
}

/** A pole that comes late joins in progress, so lateness alone counts only where nothing is left to join. */
function missedItsStart(contender: Contender, turn: Turn | undefined, now: number): boolean {
  if (turn?.state === 'waiting') return now > contender.latestStartAt;
  return now > contender.latestStartAt || now >= endOf(contender, contender.startAt);
}

function begin(contender: Contender, turn: Turn | undefined, now: number): Turn {
  if (turn?.state === 'sounding') return turn;
  if (contender.durationMs === null)
    return { id: contender.id, state: 'sounding', anchorAt: contender.startAt };
  if (turn?.state === 'suspended')
    return { id: contender.id, state: 'sounding', anchorAt: now - turn.positionMs };
  const anchorAt = turn?.state === 'waiting' ? now : contender.startAt;
  return { id: contender.id, state: 'sounding', anchorAt };
}

function giveWay(contender: Contender, turn: Turn | undefined, now: number): Turn {
  if (turn?.state === 'sounding') {
    return { id: contender.id, state: 'suspended', positionMs: Math.max(0, now - turn.anchorAt) };
  }
  return turn ?? { id: contender.id, state: 'waiting' };
}

function endOf(contender: Contender, anchorAt: number): number {
  return contender.durationMs === null ? contender.latestEndAt : anchorAt + contender.durationMs;
}

function over(id: string, outcome: TurnOutcome): Turn {
  return { id, state: 'over', outcome };
}

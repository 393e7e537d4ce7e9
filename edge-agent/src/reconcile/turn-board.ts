import { nextTurnAt, takeTurns, type Contender, type Turn } from '@loa/protocol';

/** Something that may want to sound on this pole. */
export interface Candidate {
  contender: Contender;
  kind: 'live' | 'stored';
  /**
   * `yes`: it may compete. `no-media`: its file is not here yet; it joins in progress when it comes. `no-clock`: the
   * time is not known, so it must not sound; a machine that restarts with a wrong clock would play at night. `guess`:
   * the time is only guessed, but it is an emergency, and silence would be worse than a wrong moment.
   */
  readiness: 'yes' | 'guess' | 'no-media' | 'no-clock';
}

/** A turn that became another; `to` is undefined when its contender vanished. */
export interface Transition {
  id: string;
  from: Turn | undefined;
  to: Turn | undefined;
  candidate: Candidate;
}

/** What sounds now. */
export interface Winner {
  candidate: Candidate;
  /** Wall ms at which its position 0 was, or would have been. */
  anchorAt: number;
}

/** Keeps the turns of this pole and moves them on, by the one rule of precedence. */
export class TurnBoard {
  #turns: readonly Turn[];
  #candidates: readonly Candidate[] = [];
  #gone: Candidate[] = [];
  #nextAt = Number.NEGATIVE_INFINITY;
  #winner: Winner | undefined;

  constructor(turns: readonly Turn[]) {
    this.#turns = turns;
  }

  get turns(): readonly Turn[] {
    return this.#turns;
  }

  get winner(): Winner | undefined {
    return this.#winner;
  }

  get candidates(): readonly Candidate[] {
    return this.#candidates;
  }

  /** Ids of those who gave way and will go on. */
  get suspended(): string[] {
    return this.#turns.filter(({ state }) => state === 'suspended').map(({ id }) => id);
  }

  setCandidates(candidates: readonly Candidate[]): void {
    const kept = new Set(candidates.map(({ contender }) => contender.id));
    this.#gone = [...this.#gone, ...this.#candidates].filter(({ contender }) => !kept.has(contender.id));
    this.#candidates = candidates;
    this.#turns = this.#turns.filter((turn) => !hasMoved(turn, candidates));
    this.#nextAt = Number.NEGATIVE_INFINITY;
  }

  /** Moves the turns on to `now` (wall ms) and tells what changed. Cheap while nothing is due. */
  advance(now: number): Transition[] {
    if (now < this.#nextAt) return [];
    const before = this.#turns;
    const competes = (each: Candidate) => mayCompete(each, turnOf(each, before), now);
    const competing = this.#candidates.filter(competes).map((each) => each.contender);
    const taken = takeTurns(before, competing, now);
    const waiting = this.#candidates
      .filter((candidate) => !competes(candidate))
      .flatMap((candidate) => heldBack(candidate, before, now));
    this.#turns = [...taken, ...waiting];
    this.#nextAt = nextTurnAt(
      this.#turns,
      this.#candidates.map((each) => each.contender),
      now,
    );
    this.#winner = this.#findWinner(taken);
    return this.#transitions(before);
  }

  /** The next moment at which `advance` may change something; -Infinity when it is due now. */
  get nextAt(): number {
    return this.#nextAt;
  }

  #findWinner(taken: readonly Turn[]): Winner | undefined {
    const turn = taken.find(({ state }) => state === 'sounding');
    const candidate = this.#candidates.find(({ contender }) => contender.id === turn?.id);
    return turn?.state === 'sounding' && candidate !== undefined
      ? { candidate, anchorAt: turn.anchorAt }
      : undefined;
  }

  #transitions(before: readonly Turn[]): Transition[] {
    const all = [...this.#candidates, ...this.#gone];
    this.#gone = [];
    return all.flatMap((candidate) => {
      const { id } = candidate.contender;
      const from = before.find((turn) => turn.id === id);
      const to = this.#turns.find((turn) => turn.id === id);
      return from === to || (from !== undefined && sameTurn(from, to)) ? [] : [{ id, from, to, candidate }];
    });
  }
}

/** A live source passes by its own line; when that line has moved, the turn is taken anew. */
function hasMoved(turn: Turn, candidates: readonly Candidate[]): boolean {
  if (turn.state !== 'sounding') return false;
  const candidate = candidates.find(({ contender }) => contender.id === turn.id);
  return candidate?.kind === 'live' && candidate.contender.startAt !== turn.anchorAt;
}

/**
 * Whether a candidate may sound, now or when it is due. By a guessed time an emergency may begin, but never be missed:
 * where the guess says that its time has passed, it waits until the time is known.
 */
export function mayCompete(
  { contender, readiness }: Candidate,
  turn: Turn | undefined,
  now: number,
): boolean {
  if (readiness !== 'guess') return readiness === 'yes';
  if (turn?.state === 'sounding' || turn?.state === 'suspended') return true;
  const { startAt, latestStartAt, latestEndAt, durationMs } = contender;
  const end = turn === undefined ? startAt + (durationMs ?? Infinity) : Infinity;
  return now <= latestStartAt && now < Math.min(latestEndAt, end);
}

function turnOf({ contender }: Candidate, turns: readonly Turn[]): Turn | undefined {
  return turns.find(({ id }) => id === contender.id);
}

/** A candidate that may not compete keeps its turn; without its file it is missed when its time has passed. */
function heldBack(candidate: Candidate, before: readonly Turn[], now: number): Turn[] {
  const { id, startAt, latestStartAt, latestEndAt, durationMs } = candidate.contender;
  const turn = turnOf(candidate, before);
  const isTimeKnown = candidate.readiness === 'no-media';
  if (turn?.state === 'over' || !isTimeKnown) return turn === undefined ? [] : [turn];
  const lastChance = Math.min(latestStartAt, latestEndAt, startAt + (durationMs ?? Infinity));
  const hasBegun = turn !== undefined && turn.state !== 'waiting';
  if (now > lastChance) return [{ id, state: 'over', outcome: hasBegun ? 'cut' : 'missed' }];
  return turn === undefined ? [] : [turn];
}

function sameTurn(one: Turn, other: Turn | undefined): boolean {
  if (other === undefined || one.state !== other.state) return false;
  return JSON.stringify(one) === JSON.stringify(other);
}

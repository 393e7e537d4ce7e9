import type { PlaylogEntry } from '@loa/protocol';
import type { Transition } from './turn-board.ts';

/** What has been played of one broadcast so far. */
export interface Tally {
  broadcastId: string;
  kind: 'live' | 'stored';
  startedAt: number;
  playedMs: number;
  heardMs: number;
  /** Absent in tallies of earlier versions. */
  silentMs?: number;
  /** Set when its turn is over; the entry waits a moment for the last measurements. */
  end: { endedAt: number; outcome: PlaylogEntry['outcome'] } | null;
}

/** Measurements of the last sound arrive this much after its turn has ended, ms. */
const MEASURED_AFTER_MS = 1500;

/** Counts what was played and heard, broadcast by broadcast, and makes the lines of the record. */
export class PlayTally {
  readonly #tallies: Map<string, Tally>;

  constructor(tallies: readonly Tally[]) {
    this.#tallies = new Map(tallies.map((tally) => [tally.broadcastId, tally]));
  }

  /** Follows the turns. `at` is the wall time of the change. */
  follow({ id, from, to, candidate }: Transition, at: number): void {
    if (to?.state === 'sounding') this.#begin(id, candidate.kind, at);
    else if (to?.state === 'over') this.#finish(id, candidate, at, to.outcome);
    else if (to === undefined && from !== undefined && from.state !== 'over') this.#vanish(id, at);
  }

  /** Sound that was handed to the card, ms. */
  addPlayed(id: string, ms: number): void {
    const tally = this.#tallies.get(id);
    if (tally !== undefined) tally.playedMs += ms;
  }

  /** Time in which it had the turn and nothing of it was there, ms. */
  addSilent(id: string, ms: number): void {
    const tally = this.#tallies.get(id);
    if (tally !== undefined) tally.silentMs = (tally.silentMs ?? 0) + ms;
  }

  /** Sound that was measured at the amplifier, ms; never more than was played. */
  addHeard(id: string, ms: number): void {
    const tally = this.#tallies.get(id);
    if (tally !== undefined) tally.heardMs = Math.min(tally.playedMs, tally.heardMs + ms);
  }

  /** Entries that are complete at `now`; each is given once. */
  takeFinished(now: number): PlaylogEntry[] {
    const done = [...this.#tallies.values()].filter(
      ({ end }) => end !== null && now >= end.endedAt + MEASURED_AFTER_MS,
    );
    for (const { broadcastId } of done) this.#tallies.delete(broadcastId);
    return done.flatMap((tally) => (tally.end === null ? [] : [entryOf(tally, tally.end)]));
  }

  list(): Tally[] {
    return [...this.#tallies.values()];
  }

  #begin(broadcastId: string, kind: Tally['kind'], startedAt: number): void {
    if (this.#tallies.get(broadcastId)?.end === null) return;
    this.#tallies.set(broadcastId, { broadcastId, kind, startedAt, playedMs: 0, heardMs: 0, end: null });
  }

  #finish(
    id: string,
    candidate: Transition['candidate'],
    at: number,
    outcome: PlaylogEntry['outcome'],
  ): void {
    const began = this.#tallies.get(id);
    if (began !== undefined) began.end = { endedAt: at, outcome };
    else this.#noteMissed(id, candidate, at);
  }

  #noteMissed(broadcastId: string, { kind, contender }: Transition['candidate'], at: number): void {
    const startedAt = Math.min(contender.startAt, at);
    const end = { endedAt: at, outcome: 'missed' } as const;
    this.#tallies.set(broadcastId, { broadcastId, kind, startedAt, playedMs: 0, heardMs: 0, end });
  }

  #vanish(id: string, at: number): void {
    const began = this.#tallies.get(id);
    if (began !== undefined) began.end ??= { endedAt: at, outcome: 'cut' };
  }
}

function entryOf(tally: Tally, end: NonNullable<Tally['end']>): PlaylogEntry {
  const { broadcastId, kind, startedAt, playedMs, heardMs, silentMs = 0 } = tally;
  const times = {
    playedMs: Math.round(playedMs),
    heardMs: Math.round(heardMs),
    silentMs: Math.round(silentMs),
  };
  return { broadcastId, kind, startedAt, ...end, ...times };
}

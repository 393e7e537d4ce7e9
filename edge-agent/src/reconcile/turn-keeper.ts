import { positionOf, type PlaylogEntry, type Sounding } from '@loa/protocol';
import type { Logger } from 'pino';
import type { DueFile } from '../output/source-keeper.ts';
import type { PlayTally } from './play-tally.ts';
import { mayCompete, type Candidate, type Transition, type TurnBoard } from './turn-board.ts';
import type { TurnStore } from './turn-store.ts';

/** While something sounds, what was played is saved this often, ms. */
const SAVE_EVERY_MS = 5000;
/** Files are opened this long before they are due, ms. */
const OPEN_BEFORE_MS = 5000;
/** A broadcast without a sample of programme for this long does not sound, ms. */
const SILENT_AFTER_MS = 300;

export interface TurnKeeperParts {
  board: TurnBoard;
  tally: PlayTally;
  store: TurnStore;
  log: Logger;
}

export interface TurnKeeperEvents {
  /** A line of the record is complete. */
  onEntry: (entry: PlaylogEntry) => void;
  /** Something began or ceased to sound. */
  onChange: () => void;
  /** A broadcast begins to sound. */
  onBegin: () => void;
}

/** Follows the turns as the output takes them: keeps them over restarts, and writes the record of what was played. */
export class TurnKeeper {
  readonly #parts: TurnKeeperParts;
  readonly #events: TurnKeeperEvents;
  #lastPlayed: { id: string; at: number } | undefined;
  #wasSounding: string | undefined;
  #savedAt = 0;
  #isSaving = false;
  #isDirty = false;

  constructor(parts: TurnKeeperParts, events: TurnKeeperEvents) {
    this.#parts = parts;
    this.#events = events;
  }

  /** Turns that changed at this wall time. */
  follow(transitions: readonly Transition[], at: number): void {
    for (const transition of transitions) {
      this.#parts.tally.follow(transition, at);
      if (transition.to?.state === 'sounding') this.#events.onBegin();
      const { id, from, to } = transition;
      this.#parts.log.info({ broadcastId: id, from: from?.state, to: to?.state }, 'turn changed');
    }
    this.#isDirty = true;
    this.#events.onChange();
  }

  /** So much of a broadcast was handed to the card, up to this wall time. */
  played(id: string, ms: number, at: number): void {
    this.#lastPlayed = { id, at };
    this.#parts.tally.addPlayed(id, ms);
  }

  /** A broadcast had the turn for so long (ms), and nothing of it was there. */
  silent(id: string, ms: number): void {
    this.#parts.tally.addSilent(id, ms);
  }

  /** So much was measured at the amplifier. */
  heard(ms: number): void {
    const id = this.#lastPlayed?.id;
    if (id !== undefined) this.#parts.tally.addHeard(id, ms);
  }

  /** What sounds at `now` (wall ms); null while nothing does, or its sound has not come. */
  sounding(now: number, isHeard: boolean): Sounding | null {
    const winner = this.#parts.board.winner;
    const played = this.#lastPlayed;
    if (winner === undefined || played?.id !== winner.candidate.contender.id) return null;
    if (now - played.at > SILENT_AFTER_MS) return null;
    const positionMs = Math.max(0, Math.round(now - winner.anchorAt));
    return { broadcastId: played.id, kind: winner.candidate.kind, positionMs, heard: isHeard };
  }

  /** When sound is next to come, or now when it is there (wall ms); Infinity when nothing is known to come. */
  nextSoundAt(now: number): number {
    const { board } = this.#parts;
    if (board.winner !== undefined) return now;
    const begun = new Set(board.turns.map(({ id }) => id));
    const coming = board.candidates.filter((candidate) => {
      return !begun.has(candidate.contender.id) && mayCompete(candidate, undefined, now);
    });
    return Math.min(Infinity, ...coming.map(({ contender }) => contender.startAt));
  }

  /** Whether an emergency sounds, or is to sound within `withinMs`. */
  isEmergencyNear(now: number, withinMs: number): boolean {
    const { board } = this.#parts;
    return board.candidates.some((candidate) => {
      const { contender } = candidate;
      if (contender.class !== 'emergency' || contender.startAt - now > withinMs) return false;
      const turn = board.turns.find(({ id }) => id === contender.id);
      return turn?.state !== 'over' && mayCompete(candidate, turn, now);
    });
  }

  /** Stored broadcasts that sound, wait or are due soon, with the file of each. */
  dueFiles(now: number, pathOf: (id: string) => string | undefined): DueFile[] {
    return this.#parts.board.candidates.flatMap((candidate) => {
      const { id } = candidate.contender;
      const path = this.#isDue(candidate, now) ? pathOf(id) : undefined;
      return path === undefined ? [] : [{ id, path, positionMs: this.#positionOf(candidate, now) }];
    });
  }

  /** To be called every second or oftener: completes lines of the record and saves. */
  tick(now: number): void {
    for (const entry of this.#parts.tally.takeFinished(now)) {
      this.#isDirty = true;
      this.#events.onEntry(entry);
    }
    const sounding = this.sounding(now, false)?.broadcastId;
    if (sounding !== this.#wasSounding) this.#events.onChange();
    this.#wasSounding = sounding;
    const isDue = this.#isDirty || (sounding !== undefined && now - this.#savedAt >= SAVE_EVERY_MS);
    if (isDue && !this.#isSaving) this.#save(now);
  }

  /** Saves what is to be taken up at the next start. */
  async close(): Promise<void> {
    await this.#parts.store.save(this.#stored());
  }

  #isDue(candidate: Candidate, now: number): boolean {
    const { kind, contender } = candidate;
    const turn = this.#parts.board.turns.find(({ id }) => id === contender.id);
    if (kind !== 'stored' || !mayCompete(candidate, turn, now)) return false;
    return turn === undefined ? contender.startAt - now <= OPEN_BEFORE_MS : turn.state !== 'over';
  }

  #positionOf({ contender }: Candidate, now: number): number {
    const turn = this.#parts.board.turns.find(({ id }) => id === contender.id);
    return turn === undefined ? Math.max(0, now - contender.startAt) : Math.max(0, positionOf(turn, now));
  }

  #save(now: number): void {
    this.#isSaving = true;
    this.#isDirty = false;
    this.#savedAt = now;
    this.#parts.store
      .save(this.#stored())
      .catch((error: unknown) => this.#parts.log.error({ err: error }, 'turns not saved'))
      .finally(() => (this.#isSaving = false));
  }

  #stored() {
    return { turns: [...this.#parts.board.turns], tallies: this.#parts.tally.list() };
  }
}

import { join } from 'node:path';
import Type from 'typebox';
import { Id, misfit, type Turn } from '@loa/protocol';
import { readJson, writeDurably } from '../cache/file-store.ts';
import type { Tally } from './play-tally.ts';

/** Turns and what has been played, as they outlive a restart. */
export interface StoredTurns {
  turns: Turn[];
  tallies: Tally[];
}

const state = <const T extends string>(name: T) => Type.Literal(name);
const Outcome = Type.Union([Type.Literal('completed'), Type.Literal('cut'), Type.Literal('missed')]);
const StoredTurn = Type.Union([
  Type.Object({ id: Id, state: state('sounding'), anchorAt: Type.Number() }),
  Type.Object({ id: Id, state: state('suspended'), positionMs: Type.Number() }),
  Type.Object({ id: Id, state: state('waiting') }),
  Type.Object({ id: Id, state: state('over'), outcome: Outcome }),
]);
const StoredTally = Type.Object({
  broadcastId: Id,
  kind: Type.Union([Type.Literal('live'), Type.Literal('stored')]),
  startedAt: Type.Number(),
  playedMs: Type.Number(),
  heardMs: Type.Number(),
  silentMs: Type.Optional(Type.Number()),
  end: Type.Union([Type.Null(), Type.Object({ endedAt: Type.Number(), outcome: Outcome })]),
});
const Stored = Type.Object({ turns: Type.Array(StoredTurn), tallies: Type.Array(StoredTally) });

/** The file of turns: who sounds, who is suspended where, who has had its turn. */
export class TurnStore {
  readonly #path: string;
  #saving: Promise<void> = Promise.resolve();

  constructor(dataFolder: string) {
    this.#path = join(dataFolder, 'turns.json');
  }

  /** Empty when nothing fits to be taken up: then all begins or joins in progress by the clock. */
  async load(): Promise<StoredTurns> {
    const value = await readJson(this.#path);
    return misfit(Stored, value) === undefined ? (value as StoredTurns) : { turns: [], tallies: [] };
  }

  /** Saves after the saves before; resolves when it is on disk. */
  save(stored: StoredTurns): Promise<void> {
    const text = JSON.stringify(stored);
    const saved = this.#saving.then(() => writeDurably(this.#path, text));
    this.#saving = saved.catch(() => undefined);
    return saved;
  }
}

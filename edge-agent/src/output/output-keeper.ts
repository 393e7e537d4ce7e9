import { existsSync } from 'node:fs';
import type { Clock, Opus, Telemetry } from '@loa/protocol';
import type { Logger } from 'pino';
import type { TurnBoard } from '../reconcile/turn-board.ts';
import type { TurnKeeper } from '../reconcile/turn-keeper.ts';
import type { Every } from '../round-keeper.ts';
import { BORDER, BY_THE_HOUR } from './gain-ramp.ts';
import { CardSink } from './card-sink.ts';
import { CardStatusLink } from './card-status-link.ts';
import { Programme } from './programme.ts';
import { PumpRunner } from './pump-runner.ts';
import { SourceKeeper } from './source-keeper.ts';
import { gainOfVolume } from './volume.ts';

export interface OutputParts {
  board: TurnBoard;
  turns: TurnKeeper;
  clock: Clock;
  opus: Opus;
  log: Logger;
}

export interface OutputOptions {
  command: readonly string[];
  /** Empty: the card tells nothing. */
  statusFile: string;
  aheadMs: number;
  delayMs: number;
  /** The server's wall clock at a monotonic moment. */
  wallAt: (mono: number) => number;
  /** See `PumpParts.gather`. */
  gather: () => void;
  /** The card has vanished, or is back. */
  onAway: (isAway: boolean, complaint: string) => void;
}

/** The pole's voice: programme, pump and card. */
export class OutputKeeper {
  readonly sources: SourceKeeper;
  readonly #programme: Programme;
  readonly #sink: CardSink;
  readonly #pump: PumpRunner;
  #silenceMs = 0;

  constructor({ board, turns, clock, opus, log }: OutputParts, options: OutputOptions) {
    const { command, statusFile, aheadMs, delayMs, wallAt, gather, onAway } = options;
    this.sources = new SourceKeeper({ opus, log });
    this.#programme = new Programme({
      board,
      sourceOf: (id) => this.sources.sourceOf(id),
      onTransitions: (transitions, at) => turns.follow(transitions, at),
      onPlayed: (id, ms, at) => turns.played(id, ms, at),
      onMissing: (id, ms) => {
        this.#silenceMs += ms;
        turns.silent(id, ms);
      },
    });
    this.#sink = new CardSink({
      command,
      isThere: () => (statusFile === '' ? undefined : existsSync(statusFile)),
      onOpen: () => this.#pump.restart(),
      onAway: (complaint) => onAway(true, complaint),
    });
    const status = statusFile === '' ? undefined : new CardStatusLink(statusFile, clock);
    const sounding = () => this.sources.liveProfile ?? (board.winner === undefined ? 'nothing' : 'stored');
    const parts = { clock, sink: this.#sink, status, programme: this.#programme, wallAt, sounding, gather };
    const onRunning = () => onAway(false, '');
    this.#pump = new PumpRunner({ onRunning, ...parts }, { aheadMs, delayMs });
  }

  start(every: Every): void {
    this.#sink.start();
    this.#pump.start(every);
  }

  /** Twice is fine. */
  async close(): Promise<void> {
    this.#pump.close();
    await this.#sink.close();
    this.sources.close();
  }

  /** Loudness before the amplifier, 0 to 100 %, for poles whose amplifier cannot be asked; `isGradual` over 3 s. */
  setVolume(percent: number, isGradual = false): void {
    this.#programme.setGain(gainOfVolume(percent), isGradual ? BY_THE_HOUR : BORDER);
  }

  /** Level of the programme between two monotonic moments, dBFS. */
  levelBetween(from: number, to: number): number {
    return this.#programme.meter.levelBetween(from, to);
  }

  /** For telemetry; starts a new period for the level. */
  takeState(): Telemetry['output'] {
    const { underruns, cardPpm } = this.#pump;
    const levelDbfs = Math.round(this.#programme.meter.takeLevel() * 10) / 10;
    return {
      running: this.#sink.isOpen,
      levelDbfs,
      underruns,
      cardPpm: cardPpm === null ? null : round(cardPpm),
      silenceMs: Math.round(this.#silenceMs),
    };
  }

  /** Whether the pump has run lately: the proof that the program is alive. */
  isAlive(nowMono: number): boolean {
    return nowMono - this.#pump.tickedMono < ALIVE_MS;
  }
}

const ALIVE_MS = 5000;

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

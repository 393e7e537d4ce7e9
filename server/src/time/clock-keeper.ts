import type { Logger } from 'pino';
import type { Clock } from '@loa/protocol';
import { steadyOffset } from './steady-offset.ts';

export interface ClockKeeperParts {
  /** The machine's own clocks. */
  machine: Clock;
  log: Pick<Logger, 'info'>;
}

/** How often the machine's wall clock is looked at, ms. */
const LOOK_EVERY_MS = 1000;
/** A look that took longer was interrupted between the two clocks, ms. */
const CLOSE_LOOK_MS = 0.5;
/** A clock that was set by this much is worth a line, ms. */
const TOLD_FROM_MS = 20;

/**
 * The wall clock that the whole server, and through it every pole, lives by: the machine's, but it does not step while
 * something sounds. Time services set a machine's clock, and so does a host that wakes its guest.
 */
export class ClockKeeper implements Clock {
  readonly #parts: ClockKeeperParts;
  #offset: number;
  #lookedMono: number;
  /** The machine's distance when a difference was last told. */
  #toldOffset: number;
  #timer: NodeJS.Timeout | undefined;

  constructor(parts: ClockKeeperParts) {
    const { machine } = parts;
    this.#parts = parts;
    this.#lookedMono = machine.mono();
    this.#offset = machine.now() - this.#lookedMono;
    this.#toldOffset = this.#offset;
  }

  now(): number {
    return this.#parts.machine.mono() + this.#offset;
  }

  mono(): number {
    return this.#parts.machine.mono();
  }

  /** From now on the machine's clock is followed. */
  start(isSounding: () => boolean): void {
    this.#timer ??= setInterval(() => this.follow(isSounding()), LOOK_EVERY_MS);
  }

  /** Twice is fine. */
  close(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** One look at the machine's clock. The timer calls it; a test may too. */
  follow(isSounding: boolean): void {
    const { machine } = this.#parts;
    const before = machine.mono();
    const wall = machine.now();
    const after = machine.mono();
    if (after - before > CLOSE_LOOK_MS) return;
    const offsets = { served: this.#offset, machine: wall - after };
    this.#offset = steadyOffset(offsets, after - this.#lookedMono, isSounding);
    this.#lookedMono = after;
    this.#tellIfSet(offsets.machine);
  }

  #tellIfSet(machineOffset: number): void {
    const setByMs = machineOffset - this.#toldOffset;
    if (Math.abs(setByMs) < TOLD_FROM_MS) return;
    this.#toldOffset = machineOffset;
    const leftMs = machineOffset - this.#offset;
    this.#parts.log.info(
      { setByMs: Math.round(setByMs), leftMs: Math.round(leftMs) },
      "machine's clock was set",
    );
  }
}

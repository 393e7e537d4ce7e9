import type { Clock } from '../clock.ts';

/** A clock that a test moves by hand; both hands move together unless the wall clock is set apart. */
export class HandClock implements Clock {
  #now: number;
  #mono = 0;

  constructor(now = Date.UTC(2026, 8, 28, 10, 0, 0)) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  mono(): number {
    return this.#mono;
  }

  /** Moves both hands forward by `ms`. */
  advance(ms: number): void {
    this.#now += ms;
    this.#mono += ms;
  }

  /** Steps the wall clock alone, as a wrong time server does. */
  stepWall(ms: number): void {
    this.#now += ms;
  }
}

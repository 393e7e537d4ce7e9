import type { CardReading } from './card-status-link.ts';

/**
 * A small card for a hand-moved clock: takes blocks, plays them in time, tells its counters. Levers: speed, dead, hanging,
 * late stamps.
 */
export class FakeCard {
  isOpen = true;
  /** It takes nothing. */
  isBlocked = false;
  /** It takes sound and plays none; its counters stand. */
  isHanging = false;
  /** It tells its counters with a stamp that is too late by so much, ms. */
  stampLateMs = 0;
  reopened: string[] = [];
  played: number[] = [];
  readonly blocks: Int16Array[] = [];
  #waiting: number[] = [];
  #taken = 0;
  #sounded = 0;
  #atMono = 0;
  readonly #framesPerMs: number;

  constructor(ppm = 0) {
    this.#framesPerMs = 48 * (1 + ppm / 1e6);
  }

  get isReady(): boolean {
    return this.isOpen && !this.isBlocked;
  }

  write(block: Int16Array): void {
    this.#waiting.push(...block);
    this.#taken += block.length;
  }

  /** Is opened anew: what waited is lost, and its counters begin again. */
  open(): void {
    this.#waiting = [];
    this.#taken = 0;
    this.#sounded = 0;
  }

  /** Puts in silence by itself, as a card does that was late: frames that it counts and that nobody wrote. */
  putIn(ms: number): void {
    const silence = new Array<number>(ms * 48).fill(0);
    this.#waiting.unshift(...silence);
    this.#taken += silence.length;
  }

  reopen(reason: string): void {
    this.reopened.push(reason);
  }

  /** Plays up to a monotonic moment; stands still where there is nothing to play. */
  playUntil(mono: number): void {
    const due = Math.floor(mono * this.#framesPerMs) - this.played.length;
    const own = this.isHanging ? [] : this.#waiting.splice(0, due);
    this.#sounded += own.length;
    for (let i = 0; i < due; i += 1) this.played.push(own[i] ?? 0);
    this.#atMono = this.played.length / this.#framesPerMs;
  }

  read(): CardReading {
    const atMono = this.#atMono + this.stampLateMs;
    return { isRunning: true, sounded: this.#sounded, taken: this.#taken, atMono };
  }
}

import { setFlagsFromString } from 'node:v8';
import type { Every } from '../round-keeper.ts';
import { PageEnds } from './page-ends.ts';

const LOOK_MS = 10_000;
/** Sound after which everything that packets and blocks pass through has long been compiled, ms. */
const WARM_AFTER_MS = 150_000;
/** From one tidying up to the next, and how long V8 is given to begin with it, looks. */
const TIDY_EVERY = 6;
const TIDY_FOR = 1;

type Ends = Pick<PageEnds, 'step'>;

/** V8's; it says nothing about one that it does not know, so a test asks it. */
export const ENGINE_FLAGS = {
  // Bytecode is not thrown away where it did not run between five collections, to be made anew at the next connection.
  // A function is compiled once it has used up its budget so many times instead of 3, and no earlier where it is small: a
  // loop over samples still is once it has run for some 0.1 s of its own.
  settled: ['--no-flush-bytecode', '--ticks-before-optimization=250', '--max-bytecode-size-for-early-opt=0'],
  // Old objects are collected, in small steps, when they have grown by more than so much (whole %) of what they might:
  // 0.2 MB, or 4.
  tidy: ['--incremental-marking-soft-trigger=1'],
  atRest: ['--incremental-marking-soft-trigger=40'],
};

/**
 * Once the pole has sounded for a while, V8 is told that what is to last is there. Left alone it would go on for an hour
 * compiling what runs a few times a second, which saves nothing and takes memory that never comes back, and let 8 MB of
 * old objects gather before it looks for those that are dead. So it is made to look every minute: what has died is
 * so little then that what comes after finds room in its place, or in the ends of pages (`PageEnds`).
 */
export class EngineSettler {
  readonly #isSounding: () => boolean;
  readonly #set: (flags: readonly string[]) => void;
  readonly #ends: Ends;
  #soundedMs = 0;
  #looks = 0;
  #stop: (() => void) | undefined;

  constructor(
    isSounding: () => boolean,
    set = (flags: readonly string[]) => flags.forEach((flag) => setFlagsFromString(flag)),
    ends: Ends = new PageEnds(),
  ) {
    this.#isSounding = isSounding;
    this.#set = set;
    this.#ends = ends;
  }

  start(every: Every): void {
    this.#stop ??= every(LOOK_MS, () => this.#look());
  }

  /** Twice is fine. */
  close(): void {
    this.#stop?.();
    this.#stop = undefined;
  }

  #look(): void {
    if (this.#soundedMs < WARM_AFTER_MS) return this.#warm();
    this.#looks += 1;
    const place = this.#looks % TIDY_EVERY;
    if (place === 0) this.#set(ENGINE_FLAGS.tidy);
    if (place === TIDY_FOR) this.#rest();
  }

  #warm(): void {
    if (!this.#isSounding()) return;
    this.#soundedMs += LOOK_MS;
    if (this.#soundedMs < WARM_AFTER_MS) return;
    this.#set(ENGINE_FLAGS.settled);
    this.#set(ENGINE_FLAGS.tidy);
  }

  #rest(): void {
    this.#set(ENGINE_FLAGS.atRest);
    // The quick collector comes by every few seconds while it sounds. What it has not made old before the other one comes
    // by again goes into pages of its own and fills no gap.
    if (this.#isSounding()) this.#ends.step();
  }
}

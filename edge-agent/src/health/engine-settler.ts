import { setFlagsFromString } from 'node:v8';
import type { Every } from '../round-keeper.ts';

const LOOK_MS = 10_000;
/** Sound after which everything that packets and blocks pass through has long been compiled, ms. */
const WARM_AFTER_MS = 90_000;
/** V8's; it says nothing about one that it does not know, so a test asks it. */
export const SETTLED_FLAGS = [
  // How often a function must use up its budget before it is compiled, instead of 3 times, and no earlier where it is
  // small. A loop over samples still does within seconds.
  '--ticks-before-optimization=60',
  '--max-bytecode-size-for-early-opt=0',
  // Old objects are collected, in small steps, when they have grown by so much (%) of what they might: 0.25 MB. While the
  // program starts they grow by a lot that stays, and it would only be in the way.
  '--incremental-marking-soft-trigger=3',
];

/**
 * Once the pole has sounded for a while, V8 is told that what is to last is there. Left alone it would go on for an hour
 * compiling what runs a few times a second, which saves nothing and takes memory that never comes back, and let 8 MB of
 * old objects gather before it looks for those that are dead.
 */
export class EngineSettler {
  readonly #isSounding: () => boolean;
  readonly #settle: () => void;
  #soundedMs = 0;
  #stop: (() => void) | undefined;

  constructor(
    isSounding: () => boolean,
    settle = () => SETTLED_FLAGS.forEach((flag) => setFlagsFromString(flag)),
  ) {
    this.#isSounding = isSounding;
    this.#settle = settle;
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
    if (!this.#isSounding()) return;
    this.#soundedMs += LOOK_MS;
    if (this.#soundedMs < WARM_AFTER_MS) return;
    this.#settle();
    this.close();
  }
}

import type { Every } from '../round-keeper.ts';

/** How often the line is looked at, ms, and every how many looks the addresses, which cost a talk with the kernel. */
const LOOK_MS = 200;
const ADDRESS_LOOKS = 2;

export interface LineWatcherParts {
  /** Whether live packets are due and have not come for a while. */
  isSilent: () => boolean;
  /** Whether sound came through the media flow just now: then the machine is where it was. */
  hasJustHeard: () => boolean;
  /** The machine's addresses; another text when one has come or gone. */
  addresses: () => string;
  /** The machine has another address: every connection is opened anew, and a fresh media flow asked for. */
  renewAll: () => void;
  /** Doubts the line to the broker: a dead one is dropped and opened anew at once. */
  probeBroker: () => void;
  /** Something may have changed that the reconciler decides about. */
  look: () => void;
}

/**
 * Notices quickly what the standing connections notice late or never: another address of the machine, after which the
 * old flow leads nowhere, and live sound that stays away or comes back.
 */
export class LineWatcher {
  readonly #parts: LineWatcherParts;
  #stop: (() => void) | undefined;
  #addresses: string;
  #wasSilent = false;
  #looks = 0;

  constructor(parts: LineWatcherParts) {
    this.#parts = parts;
    this.#addresses = parts.addresses();
  }

  start(every: Every): void {
    this.#stop ??= every(LOOK_MS, () => this.tick());
  }

  /** Twice is fine. */
  close(): void {
    this.#stop?.();
    this.#stop = undefined;
  }

  tick(): void {
    if (this.#looks++ % ADDRESS_LOOKS === 0) this.#noteAddresses();
    this.#noteSilence();
  }

  #noteAddresses(): void {
    const { hasJustHeard, addresses, renewAll, look } = this.#parts;
    if (hasJustHeard()) return;
    const now = addresses();
    if (now === this.#addresses) return;
    this.#addresses = now;
    // Without any address there is nobody to ask; the next one will tell.
    if (now === '') return;
    renewAll();
    look();
  }

  #noteSilence(): void {
    const isSilent = this.#parts.isSilent();
    if (isSilent === this.#wasSilent) return;
    this.#wasSilent = isSilent;
    if (isSilent) this.#parts.probeBroker();
    this.#parts.look();
  }
}

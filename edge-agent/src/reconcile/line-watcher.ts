/** How often the line is looked at, ms, and every how many looks the addresses, which cost a talk with the kernel. */
const LOOK_MS = 200;
const ADDRESS_LOOKS = 2;

export interface LineWatcherParts {
  /** Whether live packets are due and have not come for a while. */
  isSilent: () => boolean;
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
  #timer: NodeJS.Timeout | undefined;
  #addresses: string;
  #wasSilent = false;
  #looks = 0;

  constructor(parts: LineWatcherParts) {
    this.#parts = parts;
    this.#addresses = parts.addresses();
  }

  start(): void {
    this.#timer ??= setInterval(() => this.tick(), LOOK_MS);
  }

  /** Twice is fine. */
  close(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  tick(): void {
    if (this.#looks++ % ADDRESS_LOOKS === 0) this.#noteAddresses();
    this.#noteSilence();
  }

  #noteAddresses(): void {
    const { addresses, renewAll, look } = this.#parts;
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

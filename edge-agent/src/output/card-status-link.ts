import { readFileSync } from 'node:fs';
import type { Clock } from '@loa/protocol';
import { isWallTime, parseCardStatus } from './card-status.ts';

/** Told in full: of a mere encoding Node makes an object for each call that lives for minutes. */
const AS_TEXT = { encoding: 'utf8', flag: 'r' } as const;

/** A reading of the card's counters. */
export interface CardReading {
  isRunning: boolean;
  /** Frames that have left the card, and frames that it has taken from its program. */
  sounded: number;
  taken: number;
  /** When the counters were so, monotonic ms. */
  atMono: number;
}

/** Reads the card's status file. */
export class CardStatusLink {
  readonly #path: string;
  readonly #clock: Clock;

  constructor(path: string, clock: Clock) {
    this.#path = path;
    this.#clock = clock;
  }

  /** Undefined while the card is closed or its file is not there. */
  read(): CardReading | undefined {
    const status = parseCardStatus(this.#text());
    if (status === undefined) return undefined;
    const { state, tstampS, hwPtr, applPtr } = status;
    const nowS = isWallTime(tstampS) ? this.#clock.now() / 1000 : Number(process.hrtime.bigint()) / 1e9;
    const atMono = this.#clock.mono() - (nowS - tstampS) * 1000;
    return { isRunning: state === 'RUNNING' || state === 'DRAINING', sounded: hwPtr, taken: applPtr, atMono };
  }

  // The file lies in memory, of the kernel or of a virtual card: reading it takes less time than handing it on.
  #text(): string {
    try {
      return readFileSync(this.#path, AS_TEXT);
    } catch {
      return '';
    }
  }
}

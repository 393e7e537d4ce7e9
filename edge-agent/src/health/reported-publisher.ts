import type { Reported } from '@loa/protocol';
import type { Logger } from 'pino';

/** At most so often, ms; and so often where only counts of refusals have changed. */
const LEAST_PAUSE_MS = 200;
const COUNTS_PAUSE_MS = 5000;
/** Published anew after this even without a change, ms: the clock's figures grow old. */
const REFRESH_MS = 300_000;

export interface ReportedParts {
  /** The pole's state now. */
  state: () => Reported;
  /** Rejects while the broker is away. */
  publish: (payload: string) => Promise<void>;
  mono: () => number;
  log: Logger;
}

/** Publishes what the pole has reached, whenever it changes and not more often than five times a second. */
export class ReportedPublisher {
  readonly #parts: ReportedParts;
  #isOnline = false;
  #timer: NodeJS.Timeout | undefined;
  #lastMono = Number.NEGATIVE_INFINITY;
  #lastKey = '';
  #lastCounts = '';

  constructor(parts: ReportedParts) {
    this.#parts = parts;
  }

  /** The line to the broker is there, or gone; when it comes, everything is told anew. */
  setOnline(isOnline: boolean): void {
    this.#isOnline = isOnline;
    this.#lastKey = '';
    this.look();
  }

  /** Something may have changed. */
  look(): void {
    if (!this.#isOnline || this.#timer !== undefined) return;
    const state = this.#parts.state();
    const pause = this.#pauseFor(state);
    if (pause === undefined) return;
    if (pause <= 0) return this.#publish(state);
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.look();
    }, pause);
  }

  /** Twice is fine. */
  close(): void {
    this.#isOnline = false;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** How long to wait before publishing, ms; undefined when there is nothing new. */
  #pauseFor(state: Reported): number | undefined {
    const since = this.#parts.mono() - this.#lastMono;
    if (keyOf(state) !== this.#lastKey) return LEAST_PAUSE_MS - since;
    if (JSON.stringify(state.refused) !== this.#lastCounts) return since >= COUNTS_PAUSE_MS ? 0 : undefined;
    return since >= REFRESH_MS ? 0 : undefined;
  }

  #publish(state: Reported): void {
    this.#lastMono = this.#parts.mono();
    this.#lastKey = keyOf(state);
    this.#lastCounts = JSON.stringify(state.refused);
    this.#parts.publish(JSON.stringify(state)).catch((error: unknown) => {
      this.#lastKey = '';
      this.#parts.log.debug({ err: error }, 'reported not published');
    });
  }
}

/** What counts as a change: not the time, not how far a broadcast has come, not the clock's last digits. */
function keyOf({ at: _at, refused: _refused, sounding, clock, problems, ...rest }: Reported): string {
  const place = sounding === null ? null : { ...sounding, positionMs: 0 };
  const ailments = problems.map(({ code, since }) => ({ code, since }));
  const { known, system } = clock;
  return JSON.stringify({ place, clock: { known, system }, ailments, ...rest });
}

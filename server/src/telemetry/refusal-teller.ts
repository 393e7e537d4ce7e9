import type { Logger } from 'pino';

const TELL_EVERY_MS = 60_000;

/** Counts messages that were not taken, and logs the counts once a minute: a flood of them fills no log. */
export class RefusalTeller {
  readonly #log: Logger;
  readonly #counts = new Map<string, number>();
  #timer: NodeJS.Timeout | undefined;

  constructor(log: Logger) {
    this.#log = log;
  }

  start(): void {
    this.#timer ??= setInterval(() => this.#tell(), TELL_EVERY_MS);
  }

  close(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#tell();
  }

  add(reason: string): void {
    this.#counts.set(reason, (this.#counts.get(reason) ?? 0) + 1);
  }

  #tell(): void {
    if (this.#counts.size > 0) {
      this.#log.warn({ refused: Object.fromEntries(this.#counts) }, 'messages of poles were refused');
    }
    this.#counts.clear();
  }
}

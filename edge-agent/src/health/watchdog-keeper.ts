import type { Logger } from 'pino';
import type { WatchdogLink } from './watchdog-link.ts';

/** Tells systemd that the program is ready, and from time to time that it is alive; a hung one is killed by it. */
export class WatchdogKeeper {
  readonly #parts: { link: WatchdogLink; isAlive: () => boolean; log: Logger };
  #timer: NodeJS.Timeout | undefined;

  constructor(parts: { link: WatchdogLink; isAlive: () => boolean; log: Logger }) {
    this.#parts = parts;
  }

  start(): void {
    this.#tell('READY=1');
    const { periodMs } = this.#parts.link;
    if (periodMs === undefined || this.#timer !== undefined) return;
    this.#timer = setInterval(() => {
      if (this.#parts.isAlive()) this.#tell('WATCHDOG=1');
    }, periodMs);
  }

  /** Twice is fine. */
  close(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#tell('STOPPING=1');
  }

  #tell(word: 'READY=1' | 'WATCHDOG=1' | 'STOPPING=1'): void {
    this.#parts.link
      .tell(word)
      .catch((error: unknown) => this.#parts.log.warn({ err: error, word }, 'systemd not told'));
  }
}

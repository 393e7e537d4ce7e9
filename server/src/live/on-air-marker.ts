import { open, rename, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from 'pino';
import type { Clock } from '@loa/protocol';

export interface OnAirMarkerParts {
  folder: string;
  clock: Clock;
  log: Pick<Logger, 'warn'>;
}

const EVERY_MS = 1_000;

/**
 * Marks on the disk, once a second, that this server is on air, so that its next start knows how long ago that was. The
 * mark is the time of an empty file: it finds room on the fullest disk.
 */
export class OnAirMarker {
  readonly #parts: OnAirMarkerParts;
  readonly #file: string;
  #timer: NodeJS.Timeout | undefined;

  constructor(parts: OnAirMarkerParts) {
    this.#parts = parts;
    this.#file = join(parts.folder, 'on-air');
  }

  /** When a server with these files was last on air, wall ms; undefined when none ever was. */
  async lastOnAirAt(): Promise<number | undefined> {
    try {
      return (await stat(this.#file)).mtimeMs;
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
      throw error;
    }
  }

  start(isOnAir: () => boolean): void {
    this.#timer ??= setInterval(() => {
      if (!isOnAir()) return;
      this.#mark().catch((error: unknown) => this.#parts.log.warn({ err: error }, 'not marked as on air'));
    }, EVERY_MS);
  }

  close(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  async #mark(): Promise<void> {
    const at = new Date(this.#parts.clock.now());
    try {
      await utimes(this.#file, at, at);
    } catch {
      // Made beside it and then moved: whoever looks sees no mark or a whole one, never a file of another time.
      const fresh = `${this.#file}.new`;
      await (await open(fresh, 'a', 0o640)).close();
      await utimes(fresh, at, at);
      await rename(fresh, this.#file);
    }
  }
}

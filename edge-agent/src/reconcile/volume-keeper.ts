import type { Desired, VolumeSettings } from '@loa/protocol';
import type { Logger } from 'pino';

export interface VolumeKeeperParts {
  store: { load(): Promise<VolumeSettings | null>; save(settings: VolumeSettings): Promise<void> };
  log: Pick<Logger, 'error'>;
}

/**
 * Remembers how loud the pole is to be. The server's messages expire after a day, so that nobody is put on air by an old
 * one; the volume and its hours hold until another is set, however long the server is away.
 */
export class VolumeKeeper {
  readonly #parts: VolumeKeeperParts;
  #settings: VolumeSettings | null = null;
  #saving: Promise<void> = Promise.resolve();

  constructor(parts: VolumeKeeperParts) {
    this.#parts = parts;
  }

  /** Takes up what was set before the last stop. */
  async start(): Promise<void> {
    this.#settings = await this.#parts.store.load();
  }

  /** Null before the first was set. */
  get settings(): VolumeSettings | null {
    return this.#settings;
  }

  /** Takes what the server wants; null changes nothing. */
  take(desired: Pick<Desired, 'volumePercent' | 'volumeHours'> | null): void {
    if (desired === null) return;
    const { volumePercent, volumeHours = [] } = desired;
    const settings = { volumePercent, volumeHours };
    if (JSON.stringify(settings) === JSON.stringify(this.#settings)) return;
    this.#settings = settings;
    this.#saving = this.#saving
      .then(() => this.#parts.store.save(settings))
      .catch((error: unknown) => this.#parts.log.error({ err: error }, 'volume not saved'));
  }

  /** Resolves when all is on disk. */
  async close(): Promise<void> {
    await this.#saving;
  }
}

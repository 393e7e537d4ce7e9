import type { ErrorCode } from '@loa/protocol';
import type { FileKeeper } from './file-keeper.ts';
import type { Prepared } from './media-preparer.ts';
import type { MediaStore, NeedsMedia } from './media-store.ts';

export interface ShelfKeeperParts {
  store: MediaStore;
  files: FileKeeper;
}

/**
 * Keeps rows and files in step. The same sound sent twice is two rows and one file, so what puts a file in its place
 * and what takes it away never run at the same time.
 */
export class ShelfKeeper {
  readonly #store: MediaStore;
  readonly #files: FileKeeper;
  #last: Promise<unknown> = Promise.resolve();

  constructor({ store, files }: ShelfKeeperParts) {
    this.#store = store;
    this.#files = files;
  }

  /**
   * Removes rows that nobody works on, answers their ids. Files that no row needs are set aside, not removed: the
   * database may be an older one that was restored; those that a row needs again come back.
   */
  async start(now: number): Promise<string[]> {
    await this.#files.start();
    const unready = await this.#store.listUnready();
    for (const id of unready) await this.#store.remove(id);
    for (const sha256 of await this.#files.listOrphans()) {
      if (await this.#store.needsFile(sha256)) await this.#files.takeBack(sha256);
    }
    for (const sha256 of await this.#files.list()) {
      if (!(await this.#store.needsFile(sha256))) await this.#files.setAside(sha256, now);
    }
    return unready;
  }

  /** The prepared file of this upload becomes the recording. */
  shelve(id: string, { lufs, truePeakDbtp, durationMs, peaks }: Prepared): Promise<void> {
    return this.#inTurn(async () => {
      const file = await this.#files.keep(id);
      const measured = { durationMs, loudnessLufs: lufs, truePeakDbtp, peaksJson: JSON.stringify(peaks) };
      await this.#store.setReady(id, { ...file, ...measured });
      await this.#files.discard(id);
    });
  }

  /** The upload becomes nothing: its files go at once, its row stays to say why. */
  refuse(id: string, code: ErrorCode): Promise<void> {
    return this.#inTurn(async () => {
      await this.#files.discard(id);
      await this.#store.setRefused(id, code);
    });
  }

  rename(id: string, title: string): Promise<void> {
    return this.#inTurn(() => this.#store.setTitle(id, title));
  }

  /**
   * Removes the row, and the file when no other row needs it. `isNeeded` is asked in the same transaction; throws
   * `media.in-use` when it says so.
   */
  remove(id: string, isNeeded?: NeedsMedia): Promise<void> {
    return this.#inTurn(async () => {
      const sha256 = (await this.#store.find(id))?.sha256 ?? null;
      await this.#store.remove(id, isNeeded);
      if (sha256 !== null) await this.#dropFile(sha256);
    });
  }

  async #dropFile(sha256: string): Promise<void> {
    if (!(await this.#store.needsFile(sha256))) await this.#files.remove(sha256);
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    const done = this.#last.then(work);
    this.#last = done.catch(() => undefined);
    return done;
  }
}

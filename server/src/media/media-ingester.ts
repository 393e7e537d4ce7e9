import { availableParallelism } from 'node:os';
import { LoaError, type ErrorCode, type Media } from '@loa/protocol';
import type { FileKeeper } from './file-keeper.ts';
import type { MediaAnnouncer } from './media-announcer.ts';
import type { MediaPreparer } from './media-preparer.ts';
import type { ShelfKeeper } from './shelf-keeper.ts';

export interface MediaIngesterParts {
  files: FileKeeper;
  shelf: ShelfKeeper;
  preparer: MediaPreparer;
  announcer: MediaAnnouncer;
  log: { info(details: object, message: string): void; error(details: object, message: string): void };
}

/** A refusal stays on the screen for this long (ms). */
const SHOW_REFUSAL_MS = 600_000;

/** Prepares uploads in the order in which they came, one for each core of this machine. */
export class MediaIngester {
  readonly #parts: MediaIngesterParts;
  readonly #waiting: string[] = [];
  readonly #running = new Map<string, Promise<void>>();
  readonly #refusals = new Map<string, NodeJS.Timeout>();
  #closed = false;

  constructor(parts: MediaIngesterParts) {
    this.#parts = parts;
  }

  /** The upload lies in its place and its row says `preparing`. */
  async enqueue(id: string): Promise<Media> {
    const media = await this.#parts.announcer.changed(id);
    if (media === undefined) throw new LoaError('internal', { id });
    this.#waiting.push(id);
    this.#beginNext();
    return media;
  }

  /** Waits for what runs; its transcoder is to be closed first. What was not done is thrown away at the next start. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const timer of this.#refusals.values()) clearTimeout(timer);
    this.#refusals.clear();
    await Promise.all(this.#running.values());
  }

  #beginNext(): void {
    if (this.#closed || this.#running.size >= availableParallelism()) return;
    const id = this.#waiting.shift();
    if (id === undefined) return;
    const done = this.#ingest(id).finally(() => {
      this.#running.delete(id);
      this.#beginNext();
    });
    this.#running.set(id, done);
    this.#beginNext();
  }

  async #ingest(id: string): Promise<void> {
    try {
      await this.#prepare(id);
    } catch (error) {
      if (!this.#closed) await this.#refuse(id, error);
    }
  }

  async #prepare(id: string): Promise<void> {
    const { files, shelf, preparer, announcer, log } = this.#parts;
    const place = { path: files.uploadPath(id), target: files.preparedPath(id) };
    const onProgress = (share: number): void => {
      announcer
        .progress(id, share)
        .catch((error: unknown) => log.error({ err: error, id }, 'progress was not told'));
    };
    const prepared = await preparer.prepare(place, onProgress);
    await shelf.shelve(id, prepared);
    log.info({ id, durationMs: prepared.durationMs, lufs: prepared.lufs }, 'recording is ready');
    await announcer.changed(id);
  }

  async #refuse(id: string, error: unknown): Promise<void> {
    const { shelf, announcer, log } = this.#parts;
    const code = await this.#codeOf(error);
    if (code === 'internal') log.error({ err: error, id }, 'upload could not be prepared');
    else log.info({ err: error, id, code }, 'upload was refused');
    try {
      await shelf.refuse(id, code);
      await announcer.changed(id);
      this.#forgetLater(id);
    } catch (failure) {
      log.error({ err: failure, id }, 'a refused upload could not be cleared away');
    }
  }

  /** ffmpeg does not say by a code that the disk is full. */
  async #codeOf(error: unknown): Promise<ErrorCode> {
    const code = error instanceof LoaError ? error.code : 'internal';
    const isTight = await this.#parts.files.isTight().catch(() => false);
    return isTight && (code === 'media.broken' || code === 'internal') ? 'storage.full' : code;
  }

  #forgetLater(id: string): void {
    const timer = setTimeout(() => {
      this.forget(id).catch((error: unknown) => {
        this.#parts.log.error({ err: error, id }, 'a refused upload could not be forgotten');
      });
    }, SHOW_REFUSAL_MS);
    timer.unref();
    this.#refusals.set(id, timer);
  }

  /** Takes a refused upload off the screens. */
  async forget(id: string): Promise<void> {
    clearTimeout(this.#refusals.get(id));
    this.#refusals.delete(id);
    await this.#parts.shelf.remove(id);
    this.#parts.announcer.gone(id);
  }
}

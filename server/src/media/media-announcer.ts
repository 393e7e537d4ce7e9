import type { Clock, ConsoleEvent, Media } from '@loa/protocol';
import type { MediaStore } from './media-store.ts';
import { toMedia } from './media-view.ts';

export interface MediaAnnouncerParts {
  store: MediaStore;
  hub: { emit(event: ConsoleEvent): void };
  clock: Clock;
}

/** At most two events a second for the progress of one upload. */
const PROGRESS_EVERY_MS = 500;

/** Knows how far each preparation is, and tells the consoles. */
export class MediaAnnouncer {
  readonly #parts: MediaAnnouncerParts;
  readonly #progress = new Map<string, { share: number; toldMono: number }>();

  constructor(parts: MediaAnnouncerParts) {
    this.#parts = parts;
  }

  /** 0 before its turn. */
  progressOf(id: string): number {
    return this.#progress.get(id)?.share ?? 0;
  }

  /** A share never goes back, although a second try of the encoding begins anew. */
  async progress(id: string, share: number): Promise<void> {
    const mono = this.#parts.clock.mono();
    const before = this.#progress.get(id) ?? { share: 0, toldMono: -Infinity };
    const isDue = mono - before.toldMono >= PROGRESS_EVERY_MS;
    const after = { share: Math.max(before.share, share), toldMono: isDue ? mono : before.toldMono };
    this.#progress.set(id, after);
    if (isDue && after.share > before.share) await this.changed(id);
  }

  /** After the row has changed. */
  async changed(id: string): Promise<Media | undefined> {
    const record = await this.#parts.store.find(id);
    if (record === undefined) return undefined;
    const media = toMedia(record, this.progressOf(id));
    if (record.state !== 'preparing') this.#progress.delete(id);
    this.#parts.hub.emit({ type: 'media', media });
    return media;
  }

  gone(id: string): void {
    this.#progress.delete(id);
    this.#parts.hub.emit({ type: 'media-gone', mediaId: id });
  }
}

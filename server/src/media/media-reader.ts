import { LoaError, type Account, type Media } from '@loa/protocol';
import type { MediaAnnouncer } from './media-announcer.ts';
import type { MediaRecord } from './media-record.ts';
import type { MediaStore } from './media-store.ts';
import { toMedia } from './media-view.ts';

export interface MediaReaderParts {
  store: MediaStore;
  announcer: MediaAnnouncer;
  /** Ids of the areas that an account acts on; null for all. */
  gatekeeper: { visibleAreas(account: Account): Promise<ReadonlySet<string> | null> };
}

/** Hands out recordings, to each account those of its areas and those of everybody. */
export class MediaReader {
  readonly #parts: MediaReaderParts;

  constructor(parts: MediaReaderParts) {
    this.#parts = parts;
  }

  async list(account: Account): Promise<Media[]> {
    const { store, announcer } = this.#parts;
    const mayUse = await this.#usableBy(account);
    const records = (await store.list()).filter(mayUse);
    return records.map((record) => toMedia(record, announcer.progressOf(record.id)));
  }

  async find(account: Account, id: string): Promise<Media> {
    return toMedia(await this.require(account, id), this.#parts.announcer.progressOf(id));
  }

  /** Waveform; empty before the recording is ready. */
  async peaks(account: Account, id: string): Promise<number[]> {
    const { peaksJson } = await this.require(account, id);
    return peaksJson === null ? [] : (JSON.parse(peaksJson) as number[]);
  }

  /** Throws `input.not-found`, also for what the account may not see. */
  async require(account: Account, id: string): Promise<MediaRecord> {
    const record = await this.#parts.store.find(id);
    const mayUse = await this.#usableBy(account);
    if (record === undefined || !mayUse(record)) throw new LoaError('input.not-found', { id });
    return record;
  }

  /** Throws `input.not-found`, or `media.not-ready` for what cannot be aired (yet). */
  async requireAirable(account: Account, id: string): Promise<{ id: string; durationMs: number }> {
    const { state, durationMs } = await this.require(account, id);
    if (state !== 'ready' || durationMs === null) throw new LoaError('media.not-ready', { state });
    return { id, durationMs };
  }

  async #usableBy(account: Account): Promise<(record: MediaRecord) => boolean> {
    const areas = await this.#parts.gatekeeper.visibleAreas(account);
    return ({ areaId }) => areas === null || areaId === null || areas.has(areaId);
  }
}

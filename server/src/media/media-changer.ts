import { LoaError, type Account, type Media } from '@loa/protocol';
import type { MediaAnnouncer } from './media-announcer.ts';
import type { MediaReader } from './media-reader.ts';
import type { MediaRecord } from './media-record.ts';
import type { NeedsMedia } from './media-store.ts';
import type { ShelfKeeper } from './shelf-keeper.ts';

/** Writes down who did what. */
export interface AuditPort {
  record(deed: {
    accountId: string | null;
    action: string;
    subject: string;
    details?: object;
  }): Promise<void>;
}

export interface MediaChangerParts {
  reader: MediaReader;
  shelf: ShelfKeeper;
  announcer: MediaAnnouncer;
  audit: AuditPort;
  /** Whether a broadcast that is planned or sounds plays this recording. */
  isNeeded: NeedsMedia;
}

/** Renames and removes recordings. */
export class MediaChanger {
  readonly #parts: MediaChangerParts;

  constructor(parts: MediaChangerParts) {
    this.#parts = parts;
  }

  async rename(account: Account, id: string, title: string): Promise<Media> {
    const { reader, shelf, announcer, audit } = this.#parts;
    await this.#requireOwn(account, id);
    await shelf.rename(id, title);
    await audit.record({ accountId: account.id, action: 'media.rename', subject: id, details: { title } });
    await announcer.changed(id);
    return reader.find(account, id);
  }

  /** Throws `media.in-use` while a broadcast needs it, `media.not-ready` while it is being prepared. */
  async remove(account: Account, id: string): Promise<void> {
    const { shelf, announcer, audit, isNeeded } = this.#parts;
    const { title, state } = await this.#requireOwn(account, id);
    if (state === 'preparing') throw new LoaError('media.not-ready', { state });
    await shelf.remove(id, isNeeded);
    await audit.record({ accountId: account.id, action: 'media.remove', subject: id, details: { title } });
    announcer.gone(id);
  }

  /** What is everybody's is changed only by those who act on the whole tree. */
  async #requireOwn(account: Account, id: string): Promise<MediaRecord> {
    const record = await this.#parts.reader.require(account, id);
    if (record.areaId === null && account.areaId !== null) throw new LoaError('access.forbidden', { id });
    return record;
  }
}

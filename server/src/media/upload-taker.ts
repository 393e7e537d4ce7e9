import { randomUUID } from 'node:crypto';
import type { Readable } from 'node:stream';
import type { Account, Clock, Media } from '@loa/protocol';
import type { FileKeeper } from './file-keeper.ts';
import type { AuditPort } from './media-changer.ts';
import type { MediaIngester } from './media-ingester.ts';
import { identify } from './media-preparer.ts';
import type { MediaStore } from './media-store.ts';

/** A file that lies on the disk and has no row yet. */
export interface ReceivedFile {
  id: string;
  fileName: string;
}

export interface UploadTakerParts {
  store: MediaStore;
  files: FileKeeper;
  ingester: MediaIngester;
  audit: AuditPort;
  clock: Clock;
}

const LONGEST_TITLE = 200;
const LONGEST_FILE_NAME = 255;

/** Takes in uploads up to the point where they can be prepared. Whoever is refused leaves nothing behind. */
export class UploadTaker {
  readonly #parts: UploadTakerParts;

  constructor(parts: UploadTakerParts) {
    this.#parts = parts;
  }

  /** Throws `storage.full`. The caller then calls `accept`, or `discard`. */
  async receive(fileName: string, source: Readable): Promise<ReceivedFile> {
    const id = randomUUID();
    await this.#parts.files.receive(id, source);
    return { id, fileName: fileName.slice(-LONGEST_FILE_NAME) };
  }

  async discard({ id }: ReceivedFile): Promise<void> {
    await this.#parts.files.discard(id);
  }

  /** Throws `media.not-audio` or `media.broken` for what shows at first sight; the rest shows in preparation. */
  async accept(
    account: Account,
    file: ReceivedFile,
    about: { title: string; areaId: string | null },
  ): Promise<Media> {
    const { store, files, ingester, audit, clock } = this.#parts;
    const { id, fileName } = file;
    await identify(files.uploadPath(id));
    const title = (about.title.trim() || withoutEnding(fileName) || id).slice(0, LONGEST_TITLE);
    const { areaId } = about;
    await store.insert({ id, areaId, title, fileName, uploadedBy: account.id, createdAt: clock.now() });
    await audit.record({
      accountId: account.id,
      action: 'media.upload',
      subject: id,
      details: { title, fileName },
    });
    return ingester.enqueue(id);
  }
}

function withoutEnding(fileName: string): string {
  return fileName.replace(/\.[^.]{1,8}$/, '').trim();
}

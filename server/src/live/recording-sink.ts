import { open, rm, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { LoaError, OggOpusWriter, lastOggEnd, type OggEnd } from '@loa/protocol';

export interface RecordingSinkParts {
  /** Folder of the recordings. */
  folder: string;
  broadcastId: string;
  title: string;
  /** False when the last of the disk is kept for going on air. */
  hasRoom: () => Promise<boolean>;
  /** Told once, when the recording could not be begun or does not go on. */
  onBrokenOff: (error: unknown) => void;
}

/** A page is always whole in the last bytes of a recording, unless it is shorter than this. */
const TAIL_BYTES = 128 * 1024;

/**
 * Writes the programme of one broadcast as it goes out, page by page: what a crash takes is the last second. A disk
 * that is full or broken ends the recording, never the broadcast.
 */
export class RecordingSink {
  readonly #parts: RecordingSinkParts;
  #file: FileHandle | undefined;
  #writer: OggOpusWriter | undefined;
  #writes: Promise<void> = Promise.resolve();
  #hasFailed = false;
  #pages = 0;
  /** Where a recording goes on that broke off with an earlier run of the server. */
  #after: OggEnd | undefined;

  constructor(parts: RecordingSinkParts) {
    this.#parts = parts;
  }

  /** Name of the file in its folder. */
  get fileName(): string {
    return `${this.#parts.broadcastId}.opus`;
  }

  /** False when the recording could not be written, or not to its end. */
  get isSound(): boolean {
    return !this.#hasFailed;
  }

  /**
   * Before `start`: what an earlier run of the server recorded is kept, and the rest is written behind its last whole
   * page. Where that cannot be, there is no rest.
   */
  async goOn(): Promise<void> {
    this.#enqueue(async () => {
      // Whatever happens now, what there is stays.
      this.#pages = 1;
      this.#after = await cutOffTornEnd(this.#path);
      if (this.#after === undefined) this.#pages = 0;
    });
    await this.#writes;
  }

  /** `preSkipSamples`: the encoder's look-ahead. */
  start({ serial, preSkipSamples }: { serial: number; preSkipSamples: number }): void {
    if (this.#hasFailed) return;
    const after = this.#after;
    const tags = { TITLE: this.#parts.title };
    this.#writer = new OggOpusWriter({ serial, preSkipSamples, tags, ...(after && { after }) });
    const header = after === undefined ? this.#writer.header() : undefined;
    this.#enqueue(async () => {
      await this.#requireRoom();
      this.#file = await open(this.#path, header === undefined ? 'a' : 'w', 0o640);
      if (header !== undefined) await this.#file.appendFile(header);
    });
  }

  push(packet: Uint8Array): void {
    const page = this.#writer?.push(packet);
    if (page !== undefined) this.#append(page);
  }

  /** Writes what is held back; a recording that holds no sound is no recording. Twice is fine. */
  async close(): Promise<void> {
    const writer = this.#writer;
    this.#writer = undefined;
    if (writer !== undefined) this.#append(writer.finish());
    this.#enqueue(async () => {
      await this.#file?.close();
      this.#file = undefined;
      if (this.#hasFailed && this.#pages === 0) {
        await rm(this.#path, { force: true });
      }
    });
    await this.#writes;
  }

  get #path(): string {
    return join(this.#parts.folder, this.fileName);
  }

  #append(page: Uint8Array): void {
    this.#enqueue(async () => {
      if (this.#file === undefined || this.#hasFailed) return;
      await this.#requireRoom();
      await this.#file.appendFile(page);
      await this.#file.datasync();
      this.#pages += 1;
    });
  }

  async #requireRoom(): Promise<void> {
    if (!(await this.#parts.hasRoom())) throw new LoaError('storage.full');
  }

  #enqueue(write: () => Promise<void>): void {
    this.#writes = this.#writes.then(write).catch((error: unknown) => {
      if (this.#hasFailed) return;
      this.#hasFailed = true;
      this.#writer = undefined;
      this.#parts.onBrokenOff(error);
    });
  }
}

/** The end of a recording's last whole page, with nothing behind it any more; undefined when there is no recording. */
async function cutOffTornEnd(path: string): Promise<OggEnd | undefined> {
  const file = await open(path, 'r+').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (file === undefined) return undefined;
  try {
    const { size } = await file.stat();
    const from = Math.max(0, size - TAIL_BYTES);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(size - from), 0, size - from, from);
    const end = lastOggEnd(buffer.subarray(0, bytesRead));
    if (end === undefined && from > 0)
      throw new LoaError('audio.malformed', { reason: 'no page at the end' });
    await file.truncate(from + (end?.bytes ?? 0));
    return end;
  } finally {
    await file.close();
  }
}

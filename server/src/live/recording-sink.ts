import { open, rm, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { LoaError, OggOpusWriter } from '@loa/protocol';

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

  /** `preSkipSamples`: the encoder's look-ahead. */
  start({ serial, preSkipSamples }: { serial: number; preSkipSamples: number }): void {
    const { folder, title } = this.#parts;
    this.#writer = new OggOpusWriter({ serial, preSkipSamples, tags: { TITLE: title } });
    const header = this.#writer.header();
    this.#enqueue(async () => {
      await this.#requireRoom();
      this.#file = await open(join(folder, this.fileName), 'w', 0o640);
      await this.#file.appendFile(header);
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
        await rm(join(this.#parts.folder, this.fileName), { force: true });
      }
    });
    await this.#writes;
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

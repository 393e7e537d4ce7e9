import { join } from 'node:path';
import { readJson, writeDurably } from '../cache/file-store.ts';

/** A message that was obeyed: its own bytes, so that the signature is checked again at the next start. */
export interface StoredMessage {
  number: number;
  token: string;
}

/** The last obeyed message of each stream, on disk. */
export class MessageStore {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async load(name: string): Promise<StoredMessage | undefined> {
    const value = (await readJson(this.#fileOf(name))) as Partial<StoredMessage> | undefined;
    const isWhole = Number.isSafeInteger(value?.number) && typeof value?.token === 'string';
    return isWhole ? (value as StoredMessage) : undefined;
  }

  async save(name: string, message: StoredMessage): Promise<void> {
    await writeDurably(this.#fileOf(name), JSON.stringify(message));
  }

  #fileOf(name: string): string {
    return join(this.#folder, `${name}.json`);
  }
}

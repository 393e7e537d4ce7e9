import { SERVER_AUDIENCE, signEnvelope, type PlaylogEntry, type SigningKey } from '@loa/protocol';
import type { Logger } from 'pino';
import type { PlaylogStore } from './playlog-store.ts';

/** How long the server may believe a line, ms: longer than any pole is cut off. */
const VALID_MS = 400 * 24 * 3_600_000;
const RETRY_MS = 5000;

export interface PlaylogParts {
  store: PlaylogStore;
  key: SigningKey;
  /** Resolves when the broker has acknowledged; rejects while it is away. */
  publish: (token: string) => Promise<void>;
  log: Logger;
}

/** Signs the lines of the record, keeps them on disk, and hands them to the broker one after the other. */
export class PlaylogSender {
  readonly #parts: PlaylogParts;
  #sending: Promise<void> | undefined;
  #adding: Promise<void> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;
  #isOnline = false;

  constructor(parts: PlaylogParts) {
    this.#parts = parts;
  }

  /** Keeps a line, durably, and sends it as soon as there is a line to the broker. */
  add(entry: PlaylogEntry, now: number): void {
    this.#adding = this.#adding
      .then(() => this.#keep(entry, now))
      .catch((error: unknown) => this.#parts.log.error({ err: error, entry }, 'playlog line not kept'));
  }

  setOnline(isOnline: boolean): void {
    this.#isOnline = isOnline;
    this.#send();
  }

  /** Waits for lines that are being written. Twice is fine. */
  async close(): Promise<void> {
    this.#isOnline = false;
    clearTimeout(this.#timer);
    await this.#adding;
  }

  async #keep(body: PlaylogEntry, now: number): Promise<void> {
    const { store, key } = this.#parts;
    await store.add((num) =>
      signEnvelope({ aud: SERVER_AUDIENCE, iat: now, exp: now + VALID_MS, num, body }, key, 'ES256'),
    );
    this.#send();
  }

  #send(): void {
    if (!this.#isOnline || this.#sending !== undefined) return;
    this.#sending = this.#sendAll()
      .catch((error: unknown) => this.#retry(error))
      .finally(() => (this.#sending = undefined));
  }

  async #sendAll(): Promise<void> {
    const { store, publish } = this.#parts;
    for (
      let first = await store.first();
      first !== undefined && this.#isOnline;
      first = await store.first()
    ) {
      if (first.token !== '') await publish(first.token);
      await store.remove(first.number);
    }
  }

  #retry(error: unknown): void {
    this.#parts.log.warn({ err: error }, 'playlog not sent yet');
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#send(), RETRY_MS);
  }
}

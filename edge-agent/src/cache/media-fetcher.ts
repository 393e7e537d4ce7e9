import type { Clock } from '@loa/protocol';
import type { Logger } from 'pino';
import { pauseAfter } from '../link/retry-pause.ts';
import type { MediaStore } from './media-store.ts';

/** A file that the plan needs. */
export interface NeededMedia {
  sha256: string;
  bytes: number;
}

export interface FetcherParts {
  store: MediaStore;
  /** The bytes of `/media/<sha256>` from `from` on; `from` 0 in the answer when the server sends all again. */
  fetch: (
    sha256: string,
    from: number,
    signal: AbortSignal,
  ) => Promise<{ from: number; pieces: AsyncIterable<Uint8Array> }>;
  clock: Clock;
  log: Logger;
  /** A file has come, whole and checked. */
  onArrival: (sha256: string) => void;
}

const AT_ONCE = 2;
const LEAST_PAUSE_MS = 1000;
const MOST_PAUSE_MS = 60_000;

interface Job {
  media: NeededMedia;
  abort: AbortController;
  timer: NodeJS.Timeout | undefined;
  isRunning: boolean;
  tries: number;
}

/** Fetches files in the order in which they were asked for, two at a time, each until it is here or unwanted. */
export class MediaFetcher {
  readonly #parts: FetcherParts;
  readonly #jobs = new Map<string, Job>();
  #isDiskFull = false;
  #isClosed = false;

  constructor(parts: FetcherParts) {
    this.#parts = parts;
  }

  /** Files that are being fetched, or wait for their turn or their next try. */
  get underWay(): ReadonlySet<string> {
    return new Set(this.#jobs.keys());
  }

  /** Whether the disk was full at the last try. */
  get isDiskFull(): boolean {
    return this.#isDiskFull;
  }

  get underWayBytes(): number {
    return [...this.#jobs.values()].reduce((sum, { media }) => sum + media.bytes, 0);
  }

  want(media: NeededMedia): void {
    if (this.#isClosed || this.#jobs.has(media.sha256)) return;
    const job = { media, abort: new AbortController(), timer: undefined, isRunning: false, tries: 0 };
    this.#jobs.set(media.sha256, job);
    this.#runNext();
  }

  /** Nobody needs this file any more. */
  giveUp(sha256: string): void {
    const job = this.#jobs.get(sha256);
    if (job === undefined) return;
    this.#end(job);
    if (!job.isRunning) this.#dropPart(job);
    this.#runNext();
  }

  /** The server answers again: waiting files are tried at once. */
  hurry(): void {
    for (const job of this.#jobs.values()) {
      clearTimeout(job.timer);
      job.timer = undefined;
      job.tries = 0;
    }
    this.#runNext();
  }

  /** Twice is fine. */
  close(): void {
    this.#isClosed = true;
    for (const job of this.#jobs.values()) this.#end(job);
  }

  #end(job: Job): void {
    clearTimeout(job.timer);
    job.abort.abort();
    this.#jobs.delete(job.media.sha256);
  }

  #dropPart({ media }: Job): void {
    this.#parts.store
      .dropPart(media.sha256)
      .catch((error: unknown) => this.#parts.log.warn({ err: error }, 'beginning of a file not removed'));
  }

  #runNext(): void {
    const jobs = [...this.#jobs.values()];
    const free = AT_ONCE - jobs.filter(({ isRunning }) => isRunning).length;
    const idle = jobs.filter(({ isRunning, timer }) => !isRunning && timer === undefined);
    for (const job of idle.slice(0, Math.max(0, free))) {
      this.#run(job).catch((error: unknown) => this.#parts.log.error({ err: error }, 'fetcher failed'));
    }
  }

  async #run(job: Job): Promise<void> {
    job.isRunning = true;
    const { sha256 } = job.media;
    try {
      await this.#fetchRest(job);
      const isRight = await this.#parts.store.admit(sha256, this.#parts.clock.now());
      if (!isRight) throw new Error('the hash of the file differs');
      this.#jobs.delete(sha256);
      this.#isDiskFull = false;
      this.#parts.onArrival(sha256);
    } catch (error) {
      this.#fail(job, error);
    } finally {
      job.isRunning = false;
      this.#runNext();
    }
  }

  async #fetchRest({ media, abort }: Job): Promise<void> {
    const { store, fetch } = this.#parts;
    const have = await store.partBytes(media.sha256);
    if (have === media.bytes) return;
    // A beginning that is longer than the whole is none.
    const answer = await fetch(media.sha256, have < media.bytes ? have : 0, abort.signal);
    await store.append(media.sha256, answer.from, answer.pieces);
  }

  #fail(job: Job, error: unknown): void {
    if (this.#isClosed) return;
    if (job.abort.signal.aborted) return this.#dropPart(job);
    this.#isDiskFull = (error as NodeJS.ErrnoException).code === 'ENOSPC';
    const pause = pauseAfter(job.tries, { leastMs: LEAST_PAUSE_MS, mostMs: MOST_PAUSE_MS }, Math.random());
    job.tries += 1;
    this.#parts.log.warn({ sha256: job.media.sha256, err: error, pause }, 'media not fetched yet');
    job.timer = setTimeout(() => {
      job.timer = undefined;
      this.#runNext();
    }, pause);
  }
}

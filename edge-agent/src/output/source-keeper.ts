import type { LatencyProfile, Opus } from '@loa/protocol';
import type { Logger } from 'pino';
import { openMediaFile } from './media-file-link.ts';
import type { SampleSource } from './sample-source.ts';
import { StoredSource } from './stored-source.ts';

/** A stored broadcast that sounds, waits or is due soon. */
export interface DueFile {
  id: string;
  path: string;
  /** Where it will be read first, ms. */
  positionMs: number;
}

/** The live broadcast of the moment. */
export interface LiveSound {
  id: string;
  profile: LatencyProfile;
  source: SampleSource;
}

/** A source is closed this long after its last use, ms: its voice may still be fading. */
const LINGER_MS = 1000;

/** Opens the files of stored broadcasts before they are due and closes them afterwards; hands out live sources too. */
export class SourceKeeper {
  readonly #parts: { opus: Opus; log: Logger };
  readonly #sources = new Map<string, SampleSource>();
  readonly #opening = new Set<string>();
  readonly #timers = new Set<NodeJS.Timeout>();
  #live: LiveSound | undefined;
  #isClosed = false;

  constructor(parts: { opus: Opus; log: Logger }) {
    this.#parts = parts;
  }

  /** The open source of a broadcast; undefined while it is being opened, or is none of ours. */
  sourceOf(id: string): SampleSource | undefined {
    return this.#live?.id === id ? this.#live.source : this.#sources.get(id);
  }

  /** Profile of the live broadcast that sounds or is about to; undefined when there is none. */
  get liveProfile(): LatencyProfile | undefined {
    return this.#live?.profile;
  }

  /** The source of the live broadcast of the moment, or undefined when there is none. */
  setLive(live: LiveSound | undefined): void {
    if (this.#live !== undefined) this.#closeLater(this.#live.source);
    this.#live = live;
  }

  /** Makes the open files those of `due`; failures are logged and tried again at the next call. */
  keep(due: readonly DueFile[]): void {
    const kept = new Set(due.map(({ id }) => id));
    for (const [id, source] of this.#sources) {
      if (kept.has(id)) continue;
      this.#sources.delete(id);
      this.#closeLater(source);
    }
    for (const file of due) {
      if (this.#sources.has(file.id) || this.#opening.has(file.id)) continue;
      this.#open(file).catch((error: unknown) => this.#note(file.id, error));
    }
  }

  /** Twice is fine. */
  close(): void {
    this.#isClosed = true;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    for (const source of this.#sources.values()) source.close();
    this.#sources.clear();
    this.#live?.source.close();
    this.#live = undefined;
  }

  async #open({ id, path, positionMs }: DueFile): Promise<void> {
    this.#opening.add(id);
    try {
      const file = await openMediaFile(path);
      const decoder = this.#parts.opus.decoder();
      const source = new StoredSource({ file, decoder, onFailure: (error) => this.#note(id, error) });
      await source.prepare(Math.round(positionMs * 48));
      if (this.#isClosed) source.close();
      else this.#sources.set(id, source);
    } finally {
      this.#opening.delete(id);
    }
  }

  #closeLater(source: SampleSource): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      source.close();
    }, LINGER_MS);
    this.#timers.add(timer);
  }

  #note(broadcastId: string, error: unknown): void {
    this.#parts.log.error({ broadcastId, err: error }, 'stored broadcast cannot be read');
  }
}

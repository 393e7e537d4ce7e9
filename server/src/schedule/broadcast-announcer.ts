import type { Broadcast, Clock, ConsoleEvent } from '@loa/protocol';
import type { BroadcastReader } from './broadcast-reader.ts';
import type { BroadcastRecord } from './broadcast-record.ts';
import type { BroadcastStore } from './broadcast-store.ts';

export interface BroadcastAnnouncerParts {
  store: BroadcastStore;
  reader: BroadcastReader;
  hub: { readonly size: number; emit(event: ConsoleEvent, clusterIds?: readonly string[]): void };
  clock: Clock;
  log: { warn(details: object, message: string): void };
}

/** At most two events a second for one broadcast. */
const LOOK_MS = 500;
const REFRESH_MS = 5_000;
/** Records of what was heard still arrive after the end; this long (ms) they are announced. */
const AFTERMATH_MS = 120_000;

/** Tells the consoles how broadcasts begin, sound and end, and what somebody changed about them. */
export class BroadcastAnnouncer {
  readonly #parts: BroadcastAnnouncerParts;
  readonly #told = new Map<string, string>();
  #active: BroadcastRecord[] = [];
  #refreshedMono = -Infinity;
  #timer: NodeJS.Timeout | undefined;
  #isLooking = false;

  constructor(parts: BroadcastAnnouncerParts) {
    this.#parts = parts;
  }

  start(): void {
    this.#timer ??= setInterval(() => this.#lookLater(), LOOK_MS);
  }

  close(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** After a broadcast of either kind was made, stopped, cancelled or recorded. Answers what it told. */
  async announce(id: string): Promise<Broadcast | undefined> {
    const record = await this.#parts.store.find(id);
    if (record === undefined) return undefined;
    this.#refreshedMono = -Infinity;
    const view = await this.#parts.reader.view(record);
    this.#tell(view);
    return view;
  }

  /** Announces those broadcasts around now whose state or counts have changed. */
  async look(): Promise<void> {
    const { reader, clock } = this.#parts;
    if (clock.mono() - this.#refreshedMono >= REFRESH_MS) await this.#refresh();
    for (const view of await reader.views(this.#active)) {
      if (this.#told.get(view.id) !== gist(view)) this.#tell(view);
    }
  }

  async #refresh(): Promise<void> {
    const { store, clock } = this.#parts;
    this.#refreshedMono = clock.mono();
    const now = clock.now();
    this.#active = await store.list({ from: now - AFTERMATH_MS, to: now + REFRESH_MS });
    const ids = new Set(this.#active.map(({ id }) => id));
    for (const id of this.#told.keys()) if (!ids.has(id)) this.#told.delete(id);
  }

  #tell(view: Broadcast): void {
    this.#told.set(view.id, gist(view));
    this.#parts.hub.emit({ type: 'broadcast', broadcast: view }, view.clusterIds);
  }

  /** Without consoles there is nobody to tell; one that comes asks for everything first. */
  #lookLater(): void {
    if (this.#isLooking || this.#parts.hub.size === 0) return;
    this.#isLooking = true;
    this.look()
      .catch((error: unknown) => this.#parts.log.warn({ err: error }, 'broadcasts were not announced'))
      .finally(() => {
        this.#isLooking = false;
      });
  }
}

function gist({ state, endAt, recorded, counts }: Broadcast): string {
  return JSON.stringify([state, endAt, recorded, counts]);
}

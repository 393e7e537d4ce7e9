import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Account, Broadcast, Clock } from '@loa/protocol';
import { LoaError } from '@loa/protocol';
import { isDiskFull } from '../storage/database.ts';
import type { BroadcastRecord, NewBroadcastRecord } from '../schedule/broadcast-store.ts';
import type { LiveDraft } from './fan-out-keeper.ts';

export interface LiveRecorderParts {
  store: {
    insert(record: NewBroadcastRecord): Promise<void>;
    setEnd(id: string, endAt: number): Promise<void>;
    setRecording(id: string, recording: string): Promise<void>;
    listUnstoppedLive(): Promise<BroadcastRecord[]>;
  };
  /** Tells the consoles; answers what they were told. */
  announcer: { announce(id: string): Promise<Broadcast | undefined> };
  audit: {
    record(deed: {
      accountId: string | null;
      action: string;
      subject: string;
      details?: object;
    }): Promise<void>;
  };
  clock: Clock;
  recordingsFolder: string;
}

type Verb =
  'start' | 'stop' | 'take-over' | 'resume' | 'end-without-microphone' | 'end-by-restart' | 'end-by-shutdown';

/** Writes down what becomes of live broadcasts: rows, recordings, deeds and the consoles' screens. */
export class LiveRecorder {
  readonly #parts: LiveRecorderParts;

  constructor(parts: LiveRecorderParts) {
    this.#parts = parts;
  }

  async insert(draft: LiveDraft, startAt: number): Promise<void> {
    await this.#parts.store.insert({
      ...draft,
      kind: 'live',
      startAt,
      endAt: null,
      latestStartAt: null,
      latestEndAt: null,
      mediaId: null,
      cancelledAt: null,
      createdAt: this.#parts.clock.now(),
      recording: null,
    });
  }

  /** Records the deed and answers the broadcast as the consoles see it. `account` null: the system itself. */
  async tell(
    verb: Verb,
    account: Account | null,
    draft: LiveDraft,
    details: object = {},
  ): Promise<Broadcast> {
    const { audit, announcer } = this.#parts;
    const { id, title, clusterIds } = draft;
    await audit.record({
      accountId: account?.id ?? null,
      action: `live.${verb}`,
      subject: id,
      details: { title, class: draft.class, clusters: clusterIds.length, ...details },
    });
    const view = await announcer.announce(id);
    if (view === undefined) throw new LoaError('internal', { id });
    return view;
  }

  async setEnd(id: string, endAt: number): Promise<void> {
    await this.#parts.store.setEnd(id, endAt);
  }

  /** After the recording was closed: from its end on it can be listened to. */
  async keepRecording(id: string): Promise<void> {
    const file = await this.#fileOf(id);
    if (file === undefined) return;
    await this.#parts.store.setRecording(id, file.name);
    await this.#parts.announcer.announce(id);
  }

  /** The broadcast goes on without its recording, or without the rest of it. */
  async noteBrokenRecording({ id, title }: LiveDraft, error: unknown): Promise<void> {
    const isFull = isDiskFull(error) || (error instanceof LoaError && error.code === 'storage.full');
    await this.#parts.audit.record({
      accountId: null,
      action: 'live.recording-broken-off',
      subject: id,
      details: { title, code: isFull ? 'storage.full' : 'internal' },
    });
  }

  /** Broadcasts that the server's last end cut off; call it at start. */
  leftOvers(): Promise<BroadcastRecord[]> {
    return this.#parts.store.listUnstoppedLive();
  }

  /** A broadcast that the server's end cut off, and that is not taken up again, ends where its recording does. */
  async endLeftOver({ id, startAt }: BroadcastRecord): Promise<void> {
    const { store, clock, audit } = this.#parts;
    const file = await this.#fileOf(id);
    await store.setEnd(id, Math.max(startAt, file?.changedAt ?? clock.now()));
    if (file !== undefined) await store.setRecording(id, file.name);
    await audit.record({ accountId: null, action: 'live.end-by-restart', subject: id });
  }

  async #fileOf(id: string): Promise<{ name: string; changedAt: number } | undefined> {
    const name = `${id}.opus`;
    try {
      const { size, mtimeMs } = await stat(join(this.#parts.recordingsFolder, name));
      return size > 0 ? { name, changedAt: mtimeMs } : undefined;
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
      throw error;
    }
  }
}

import type { Logger } from 'pino';
import type { LiveSession } from '@loa/protocol';
import type { NewBroadcastRecord } from '../schedule/broadcast-store.ts';
import type { FeedLink } from './feed-link.ts';
import type { Attachment, FlowOpener } from './flow-opener.ts';
import type { MediaWorker } from './media-worker.ts';

/** What a live broadcast is before it has begun. */
export type LiveDraft = Pick<
  NewBroadcastRecord,
  'id' | 'title' | 'class' | 'rank' | 'targets' | 'clusterIds' | 'createdBy'
> & {
  profile: LiveSession['profile'];
};

export interface FanOutParts {
  worker: MediaWorker;
  flows: FlowOpener;
  publisher: {
    setLive(
      broadcastId: string,
      clusterIds: readonly string[],
      sessionFor: (clusterId: string) => LiveSession | null,
    ): Promise<void>;
  };
  log: Pick<Logger, 'info' | 'warn' | 'error'>;
}

/**
 * Leads one broadcast's packets to all of its poles, also to those that come online or renew their flow in between,
 * and tells each pole which packets to expect.
 */
export class FanOutKeeper {
  readonly #parts: FanOutParts;
  readonly #draft: LiveDraft;
  readonly #feed: FeedLink;
  readonly #attached = new Map<string, Attachment>();
  readonly #told = new Set<string>();
  readonly #onOpened = (clusterId: string): void => this.#joinLater(clusterId);
  readonly #onRenewed = (): void => this.#feedAnew();
  #feedReady: Promise<void> = Promise.resolve();
  #startAt: number | undefined;
  #endAt: number | null = null;
  #isClosed = false;

  constructor(parts: FanOutParts, { draft, feed }: { draft: LiveDraft; feed: FeedLink }) {
    this.#parts = parts;
    this.#draft = draft;
    this.#feed = feed;
  }

  /** Poles that packets are led to. */
  get size(): number {
    return [...this.#attached.values()].filter(({ isClosed }) => !isClosed).length;
  }

  /** Takes hold of every pole that has a flow, without sending yet. Throws `live.worker-away`. */
  async open(): Promise<void> {
    const { flows, worker } = this.#parts;
    await this.#feed.open();
    flows.on('opened', this.#onOpened);
    worker.on('renewed', this.#onRenewed);
    await Promise.all(this.#draft.clusterIds.map((clusterId) => this.#join(clusterId)));
  }

  /** Tells the poles what to expect, then lets packets through. `startAt`: when the first sample sounds, wall ms. */
  async begin(startAt: number): Promise<void> {
    this.#startAt = startAt;
    await Promise.all([...this.#attached.values()].map((attachment) => this.#admit(attachment)));
  }

  /** Tells the poles when the last sample sounds, wall ms; from now on nobody joins. */
  async end(endAt: number): Promise<void> {
    this.#endAt = endAt;
    await this.#publish([...this.#attached.keys()]);
  }

  /** Lets go of all poles. Twice is fine. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#parts.flows.off('opened', this.#onOpened);
    this.#parts.worker.off('renewed', this.#onRenewed);
    for (const attachment of this.#attached.values()) attachment.close();
    this.#attached.clear();
    this.#feed.close();
    await this.#parts.publisher.setLive(this.#draft.id, [...this.#told], () => null);
  }

  #joinLater(clusterId: string): void {
    if (!this.#draft.clusterIds.includes(clusterId)) return;
    this.#join(clusterId).catch((error: unknown) => this.#warn(error, clusterId));
  }

  async #join(clusterId: string): Promise<void> {
    await this.#feedReady;
    if (this.#isClosed || this.#endAt !== null) return;
    const attachment = await this.#attach(clusterId);
    // Before the beginning it is only taken hold of; `begin` then lets its packets through with all the others.
    if (attachment !== undefined && this.#startAt !== undefined) await this.#admit(attachment);
  }

  #feedAnew(): void {
    if (this.#isClosed) return;
    this.#feedReady = this.#feed.open().catch((error: unknown) => this.#warn(error));
    for (const clusterId of this.#draft.clusterIds) {
      if (this.#parts.flows.has(clusterId)) this.#joinLater(clusterId);
    }
  }

  /** One pole that cannot be reached must not keep the others waiting, so nothing is thrown. */
  async #attach(clusterId: string): Promise<Attachment | undefined> {
    const { producerId } = this.#feed;
    if (producerId === undefined) return undefined;
    try {
      const attachment = await this.#parts.flows.attach(clusterId, producerId);
      if (attachment === undefined) return undefined;
      return this.#keep(clusterId, attachment);
    } catch (error) {
      this.#warn(error, clusterId);
      return undefined;
    }
  }

  #keep(clusterId: string, attachment: Attachment): Attachment | undefined {
    if (this.#isClosed) {
      attachment.close();
      return undefined;
    }
    this.#attached.get(clusterId)?.close();
    this.#attached.set(clusterId, attachment);
    return attachment;
  }

  /** The pole is told first what to expect, and then gets it. */
  async #admit(attachment: Attachment): Promise<void> {
    try {
      await this.#publish([attachment.clusterId]);
      if (!attachment.isClosed) await attachment.resume();
    } catch (error) {
      this.#warn(error, attachment.clusterId);
    }
  }

  async #publish(clusterIds: readonly string[]): Promise<void> {
    for (const clusterId of clusterIds) this.#told.add(clusterId);
    await this.#parts.publisher.setLive(this.#draft.id, clusterIds, (clusterId) =>
      this.#sessionFor(clusterId),
    );
  }

  #sessionFor(clusterId: string): LiveSession | null {
    const attachment = this.#attached.get(clusterId);
    if (attachment === undefined || this.#startAt === undefined) return null;
    const { id, title, rank, profile } = this.#draft;
    const { ssrc, payloadType } = attachment;
    return {
      broadcastId: id,
      title,
      class: this.#draft.class,
      rank,
      profile,
      ssrc,
      payloadType,
      startAt: this.#startAt,
      endAt: this.#endAt,
    };
  }

  #warn(error: unknown, clusterId?: string): void {
    this.#parts.log.warn(
      { err: error, clusterId, broadcastId: this.#draft.id },
      'live sound was not led to a pole',
    );
  }
}

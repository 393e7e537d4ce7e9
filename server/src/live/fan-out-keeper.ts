import type { Logger } from 'pino';
import type { LiveSession } from '@loa/protocol';
import type { NewBroadcastRecord } from '../schedule/broadcast-store.ts';
import type { BroadcastFeeder } from './broadcast-feeder.ts';
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
  readonly #feed: BroadcastFeeder;
  readonly #attached = new Map<string, Attachment>();
  /** Second copies, of poles that asked for one. */
  readonly #copies = new Map<string, Attachment>();
  readonly #told = new Set<string>();
  readonly #onOpened = (clusterId: string): void => this.#joinLater(clusterId);
  readonly #onWish = (clusterId: string): void => this.#heedLater(clusterId);
  readonly #onRenewed = (): void => this.#feedAnew();
  #feedReady: Promise<void> = Promise.resolve();
  #startAt: number | undefined;
  #endAt: number | null = null;
  #isClosed = false;

  constructor(parts: FanOutParts, { draft, feed }: { draft: LiveDraft; feed: BroadcastFeeder }) {
    this.#parts = parts;
    this.#draft = draft;
    this.#feed = feed;
  }

  /** Poles that packets are led to. */
  get size(): number {
    return [...this.#attached.values()].filter(({ isClosed }) => !isClosed).length;
  }

  /**
   * Takes hold of every pole that has a flow, without sending before `begin`. Throws `live.worker-away`; all the same the
   * poles are taken hold of when the worker is back, until `close`.
   */
  async open(): Promise<void> {
    const { flows, worker } = this.#parts;
    flows.on('opened', this.#onOpened);
    flows.on('wish', this.#onWish);
    worker.on('renewed', this.#onRenewed);
    await this.#feed.open();
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
    this.#parts.flows.off('wish', this.#onWish);
    this.#parts.worker.off('renewed', this.#onRenewed);
    for (const attachment of [...this.#attached.values(), ...this.#copies.values()]) attachment.close();
    this.#attached.clear();
    this.#copies.clear();
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
      const [attachment] = await Promise.all([
        this.#parts.flows.attach(clusterId, producerId),
        // Without its second copy a pole still hears the first.
        this.#parts.flows.wantsSpread(clusterId)
          ? this.#attachCopy(clusterId).catch((error: unknown) => this.#warn(error, clusterId))
          : undefined,
      ]);
      return attachment === undefined ? undefined : this.#keep(this.#attached, attachment);
    } catch (error) {
      this.#warn(error, clusterId);
      return undefined;
    }
  }

  async #attachCopy(clusterId: string): Promise<void> {
    const producerId = await this.#feed.openSpread();
    if (producerId === undefined) return;
    const copy = await this.#parts.flows.attach(clusterId, producerId);
    if (copy !== undefined) this.#keep(this.#copies, copy);
  }

  #keep(kept: Map<string, Attachment>, attachment: Attachment): Attachment | undefined {
    if (this.#isClosed) {
      attachment.close();
      return undefined;
    }
    kept.get(attachment.clusterId)?.close();
    kept.set(attachment.clusterId, attachment);
    return attachment;
  }

  #heedLater(clusterId: string): void {
    if (!this.#attached.has(clusterId)) return;
    this.#heed(clusterId).catch((error: unknown) => this.#warn(error, clusterId));
  }

  /** Begins or ends the second copy to a pole, as it wishes. */
  async #heed(clusterId: string): Promise<void> {
    const wants = this.#parts.flows.wantsSpread(clusterId);
    const copy = this.#copyOf(clusterId);
    if (this.#endAt !== null || wants === (copy !== undefined)) return;
    if (copy === undefined) await this.#attachCopy(clusterId);
    else {
      copy.close();
      this.#copies.delete(clusterId);
    }
    if (this.#startAt === undefined) return;
    await this.#publish([clusterId]);
    await this.#copyOf(clusterId)?.resume();
  }

  #copyOf(clusterId: string): Attachment | undefined {
    const copy = this.#copies.get(clusterId);
    return copy?.isClosed === false ? copy : undefined;
  }

  /** The pole is told first what to expect, and then gets it. */
  async #admit(attachment: Attachment): Promise<void> {
    try {
      await this.#publish([attachment.clusterId]);
      if (attachment.isClosed) return;
      await Promise.all([attachment.resume(), this.#copyOf(attachment.clusterId)?.resume()]);
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
    const copy = this.#copyOf(clusterId);
    return {
      broadcastId: id,
      title,
      class: this.#draft.class,
      rank,
      profile,
      ssrc,
      payloadType,
      spread: copy === undefined ? null : { ssrc: copy.ssrc, payloadType: copy.payloadType },
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

import { FRAME_MS, LATENCY_MS, type LatencyProfile } from '@loa/protocol';
import { FeedLink } from './feed-link.ts';
import type { MediaWorker } from './media-worker.ts';

export interface BroadcastFeederOptions {
  worker: Pick<MediaWorker, 'router'>;
  /** As in the packets: any 32-bit number. */
  ssrc: number;
  profile: LatencyProfile;
}

/**
 * One bus's packets on their way into the media worker, once for all poles and, from the first pole that asks for it on,
 * once more a third of the latency later: a burst of loss that is shorter than that takes only one of the two.
 */
export class BroadcastFeeder {
  readonly #main: FeedLink;
  readonly #spread: FeedLink;
  readonly #spreadMs: number;
  readonly #timers = new Set<NodeJS.Timeout>();
  #spreadReady: Promise<void> | undefined;

  constructor({ worker, ssrc, profile }: BroadcastFeederOptions) {
    this.#main = new FeedLink({ worker, ssrc });
    // The same number twice is no clash: it counts within a transport, and each feed has one of its own.
    this.#spread = new FeedLink({ worker, ssrc });
    this.#spreadMs = Math.round(LATENCY_MS[profile] / 3 / FRAME_MS) * FRAME_MS;
  }

  get ssrc(): number {
    return this.#main.ssrc;
  }

  get payloadType(): number {
    return this.#main.payloadType;
  }

  /** What poles consume; undefined before `open` and after the worker died. */
  get producerId(): string | undefined {
    return this.#main.producerId;
  }

  /** Again after the worker was renewed. Throws `live.worker-away` while it is being replaced. */
  async open(): Promise<void> {
    this.#spreadReady = undefined;
    this.#spread.close();
    await this.#main.open();
  }

  /** What poles consume as the second copy; it begins with the first call. Throws `live.worker-away`. */
  async openSpread(): Promise<string | undefined> {
    this.#spreadReady ??= this.#spread.open().catch((error: unknown) => {
      this.#spreadReady = undefined;
      throw error;
    });
    await this.#spreadReady;
    return this.#spread.producerId;
  }

  /** Drops the packet while there is no worker. */
  send(packet: Uint8Array): void {
    this.#main.send(packet);
    if (this.#spread.producerId === undefined) return;
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      this.#spread.send(packet);
    }, this.#spreadMs);
    this.#timers.add(timer);
  }

  close(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    this.#spread.close();
    this.#main.close();
  }
}

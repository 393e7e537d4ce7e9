import { audienceOf } from '@loa/protocol';
import type { Clock, Desired, Envelope, LiveSession, MediaFlow, VolumeHours } from '@loa/protocol';
import { chooseLive } from './live-choice.ts';
import { RetainedSender, type BrokerPort, type WarningLog } from './retained-sender.ts';

/** What dispatch needs to know of a cluster. */
export interface DispatchCluster {
  id: string;
  volumePercent: number;
  volumeHours?: VolumeHours;
  revokedAt: number | null;
}

export interface DesiredClusters {
  find(id: string): Promise<DispatchCluster | undefined>;
  list(): Promise<DispatchCluster[]>;
  /** Counts up and answers the new number. */
  takeDesiredRevision(id: string): Promise<number>;
}

/** Signs with the server's Ed25519 key. */
export type SignMessage = (envelope: Envelope<unknown>) => Promise<string>;

export interface DesiredPublisherParts {
  clusters: DesiredClusters;
  broker: BrokerPort;
  sign: SignMessage;
  clock: Clock;
  log: WarningLog;
}

const HOUR_MS = 3_600_000;
const VALID_MS = 24 * HOUR_MS;
const REPUBLISH_MS = 6 * HOUR_MS;

/**
 * Publishes what every pole should be doing now, retained and signed. All setters resolve when the new state lies on
 * the broker, or was put aside because the broker is away; it is then sent when the broker is back.
 */
export class DesiredPublisher {
  readonly #parts: DesiredPublisherParts;
  readonly #sender: RetainedSender;
  readonly #flows = new Map<string, MediaFlow>();
  /** Of each cluster, its live sessions by broadcast. */
  readonly #sessions = new Map<string, Map<string, LiveSession>>();
  /** Of each broadcast that is to go on after a restart, the clusters that it has not been led to again. */
  readonly #awaited = new Map<string, Set<string>>();
  #timer: NodeJS.Timeout | undefined;

  constructor(parts: DesiredPublisherParts) {
    this.#parts = parts;
    const { broker, log } = parts;
    this.#sender = new RetainedSender({ broker, log, name: 'desired', compose: (id) => this.#compose(id) });
  }

  /**
   * Publishes for all clusters now and every 6 h. A start knows no flow and no live session, and says so, except to
   * clusters that await one.
   */
  async start(): Promise<void> {
    if (this.#timer !== undefined) return;
    this.#sender.start();
    this.#timer = setInterval(() => this.#refreshAllLater(), REPUBLISH_MS);
    this.#timer.unref();
    await this.refreshAll();
  }

  close(): void {
    clearInterval(this.#timer);
    this.#sender.close();
  }

  async refreshAll(): Promise<void> {
    const clusters = await this.#parts.clusters.list();
    await this.#sender.sendMany(clusters.map((cluster) => cluster.id));
  }

  /** The flow in force of a pole, or null when there is none (any more). */
  mediaOf(clusterId: string): MediaFlow | null {
    return this.#flows.get(clusterId) ?? null;
  }

  async setMedia(clusterId: string, flow: MediaFlow | null): Promise<void> {
    if (flow === null) this.#flows.delete(clusterId);
    else this.#flows.set(clusterId, flow);
    await this.#sender.send(clusterId);
  }

  /**
   * Puts the clusters into a live broadcast, changes their session, or (null) takes them out of it. A cluster may be
   * in several; its desired state holds the one that goes first by the rule of precedence.
   */
  async setLive(
    broadcastId: string,
    clusterIds: readonly string[],
    sessionFor: (clusterId: string) => LiveSession | null,
  ): Promise<void> {
    for (const clusterId of clusterIds) this.#keepSession(clusterId, broadcastId, sessionFor(clusterId));
    await this.#sender.sendMany(clusterIds);
  }

  /**
   * Before `start`: a broadcast that the server's last end cut off is to go on. Its clusters are told nothing, so that
   * they stay in it, until it is led to them again (`setLive`) or given up.
   */
  awaitLive(broadcastId: string, clusterIds: readonly string[]): void {
    this.#awaited.set(broadcastId, new Set(clusterIds));
  }

  /** The broadcast is over: clusters that it was not led to again are told so. */
  async giveUpLive(broadcastId: string): Promise<void> {
    const clusterIds = [...(this.#awaited.get(broadcastId) ?? [])];
    this.#awaited.delete(broadcastId);
    await this.#sender.sendMany(clusterIds);
  }

  /** After the cluster's volume in its row has changed. */
  async setVolume(clusterId: string): Promise<void> {
    await this.#sender.send(clusterId);
  }

  /** After any change of a cluster's row; takes the message away when it was revoked. */
  async refresh(clusterIds: readonly string[]): Promise<void> {
    await this.#sender.sendMany(clusterIds);
  }

  #keepSession(clusterId: string, broadcastId: string, session: LiveSession | null): void {
    this.#awaited.get(broadcastId)?.delete(clusterId);
    const sessions = this.#sessions.get(clusterId) ?? new Map<string, LiveSession>();
    if (session === null) sessions.delete(broadcastId);
    else sessions.set(broadcastId, session);
    if (sessions.size === 0) this.#sessions.delete(clusterId);
    else this.#sessions.set(clusterId, sessions);
  }

  #awaitsLive(clusterId: string): boolean {
    const isAwaited = [...this.#awaited.values()].some((clusterIds) => clusterIds.has(clusterId));
    return isAwaited && !this.#sessions.has(clusterId);
  }

  async #compose(clusterId: string): Promise<string | undefined> {
    const { clusters, clock, sign } = this.#parts;
    const cluster = await clusters.find(clusterId);
    if (cluster === undefined || cluster.revokedAt !== null) return '';
    if (this.#awaitsLive(clusterId)) return undefined;
    const num = await clusters.takeDesiredRevision(clusterId);
    const now = clock.now();
    const body: Desired = {
      ...volumeOf(cluster),
      media: this.mediaOf(clusterId),
      live: chooseLive(this.#sessions.get(clusterId)?.values() ?? [], now),
    };
    return sign({ aud: audienceOf(clusterId), iat: now, exp: now + VALID_MS, num, body });
  }

  #refreshAllLater(): void {
    this.refreshAll().catch((error: unknown) => {
      this.#parts.log.warn({ err: error }, 'desired states were not republished');
    });
  }
}

function volumeOf({ volumePercent, volumeHours = [] }: DispatchCluster) {
  return volumeHours.length === 0 ? { volumePercent } : { volumePercent, volumeHours };
}

import { audienceOf, type Clock, type ClusterDetail, type Plan } from '@loa/protocol';
import type { DispatchCluster, SignMessage } from './desired-publisher.ts';
import { PLAN_AHEAD_MS, planOf, type DueBroadcast } from './planner.ts';
import { RetainedSender, type BrokerPort, type WarningLog } from './retained-sender.ts';

export interface PlanClusters {
  find(id: string): Promise<DispatchCluster | undefined>;
  list(): Promise<DispatchCluster[]>;
  /** Counts up and answers the new number. */
  takePlanRevision(id: string): Promise<number>;
}

export interface PlanPublisherParts {
  clusters: PlanClusters;
  due: { dueOf(clusterId: string, range: { from: number; to: number }): Promise<DueBroadcast[]> };
  broker: BrokerPort;
  sign: SignMessage;
  clock: Clock;
  log: WarningLog;
}

const HOUR_MS = 3_600_000;
/** Longer than the plan reaches, so that a pole cut off plays it to its end. */
const VALID_MS = 8 * 24 * HOUR_MS;
const REPUBLISH_MS = 6 * HOUR_MS;

/** Publishes the plan of the coming seven days to every pole, retained and signed. */
export class PlanPublisher {
  readonly #parts: PlanPublisherParts;
  readonly #sender: RetainedSender;
  #timer: NodeJS.Timeout | undefined;

  constructor(parts: PlanPublisherParts) {
    this.#parts = parts;
    const { broker, log } = parts;
    this.#sender = new RetainedSender({ broker, log, name: 'plan', compose: (id) => this.#compose(id) });
  }

  /** Publishes for all clusters now and every 6 h. */
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

  /**
   * After a change of what these clusters air. Resolves when the new plans lie on the broker, or were put aside
   * because it is away; they are then made anew and sent when it is back.
   */
  async refresh(clusterIds: readonly string[]): Promise<void> {
    await this.#sender.sendMany(clusterIds);
  }

  async refreshAll(): Promise<void> {
    const clusters = await this.#parts.clusters.list();
    await this.#sender.sendMany(clusters.map((cluster) => cluster.id));
  }

  /** Occurrences of the cluster's present plan, soonest first. */
  async upcoming(clusterId: string): Promise<ClusterDetail['upcoming']> {
    const { occurrences } = await this.#planOf(clusterId, this.#parts.clock.now());
    return occurrences.map(({ broadcastId, title, startAt }) => ({ broadcastId, title, startAt }));
  }

  async #compose(clusterId: string): Promise<string> {
    const { clusters, clock, sign } = this.#parts;
    const cluster = await clusters.find(clusterId);
    if (cluster === undefined || cluster.revokedAt !== null) return '';
    const num = await clusters.takePlanRevision(clusterId);
    const now = clock.now();
    const body = await this.#planOf(clusterId, now);
    return sign({ aud: audienceOf(clusterId), iat: now, exp: now + VALID_MS, num, body });
  }

  async #planOf(clusterId: string, now: number): Promise<Plan> {
    return planOf(await this.#parts.due.dueOf(clusterId, { from: now, to: now + PLAN_AHEAD_MS }), now);
  }

  #refreshAllLater(): void {
    this.refreshAll().catch((error: unknown) => {
      this.#parts.log.warn({ err: error }, 'plans were not republished');
    });
  }
}

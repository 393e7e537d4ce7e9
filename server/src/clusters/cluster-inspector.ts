import { LoaError, type Cluster, type ClusterDetail } from '@loa/protocol';
import type { PlaylogStore } from '../telemetry/playlog-store.ts';
import type { ClusterStore } from './cluster-store.ts';

/** What comes next on a cluster, as the schedule knows it. */
export interface UpcomingPort {
  upcoming(clusterId: string): Promise<ClusterDetail['upcoming']>;
}

const PLAYLOG_LINES = 50;

/** Puts together all that is known of one cluster. */
export class ClusterInspector {
  readonly #clusters: ClusterStore;
  readonly #playlog: PlaylogStore;
  readonly #schedule: UpcomingPort;

  constructor(parts: { clusters: ClusterStore; playlog: PlaylogStore; schedule: UpcomingPort }) {
    this.#clusters = parts.clusters;
    this.#playlog = parts.playlog;
    this.#schedule = parts.schedule;
  }

  async detail(cluster: Cluster): Promise<ClusterDetail> {
    const row = await this.#clusters.find(cluster.id);
    if (row === undefined) throw new LoaError('input.not-found', { clusterId: cluster.id });
    const { desiredRevision, planRevision, enrolledAt, certificateUntil } = row;
    return {
      cluster,
      ...{ desiredRevision, planRevision, enrolledAt, certificateUntil },
      playlog: await this.#playlog.listOfCluster(cluster.id, PLAYLOG_LINES),
      upcoming: await this.#schedule.upcoming(cluster.id),
    };
  }
}

import { randomUUID } from 'node:crypto';
import {
  LoaError,
  type Account,
  type Cluster,
  faultOfHours,
  type ClusterChange,
  type Clock,
  type NewCluster,
} from '@loa/protocol';
import type { AuditRecorder } from '../audit/audit-recorder.ts';
import type { PoleWatcher } from '../telemetry/pole-watcher.ts';
import type { ClusterStore } from './cluster-store.ts';
import { clusterOf } from './cluster-view.ts';
import type { EnrolmentCodeStore } from './enrolment-code-store.ts';

export interface KeeperParts {
  clusters: ClusterStore;
  codes: EnrolmentCodeStore;
  watcher: PoleWatcher;
  recorder: AuditRecorder;
  clock: Clock;
}

/** What else has to happen when a cluster changes. */
export interface Consequences {
  /** A cluster came into being or moved: who sees it may have changed. */
  placed(clusterId: string): Promise<void>;
  volumeChanged(clusterId: string): Promise<void>;
  /** Its pole was set up anew. */
  countsAnew(clusterId: string): Promise<void>;
  /** It is to be put off the broker: revoked, or enrolled anew. */
  shutOut(clusterId: string): Promise<void>;
}

/** Makes, changes and revokes clusters. */
export class ClusterKeeper {
  readonly #parts: KeeperParts;
  #consequences: Consequences | undefined;

  constructor(parts: KeeperParts) {
    this.#parts = parts;
  }

  start(consequences: Consequences): void {
    this.#consequences = consequences;
  }

  async list(): Promise<Cluster[]> {
    const rows = await this.#parts.clusters.list();
    return rows.map((row) => clusterOf(row, this.#parts.watcher.state(row.id)));
  }

  /** Throws `input.not-found`. */
  async find(id: string): Promise<Cluster> {
    const row = await this.#parts.clusters.find(id);
    if (row === undefined) throw new LoaError('input.not-found', { clusterId: id });
    return clusterOf(row, this.#parts.watcher.state(id));
  }

  async make(fields: NewCluster, by: Account): Promise<Cluster> {
    const { clusters, watcher, recorder } = this.#parts;
    requireHours(fields);
    const id = randomUUID();
    await clusters.insert({ id, ...fields });
    await recorder.record({ accountId: by.id, action: 'cluster.make', subject: id, details: fields });
    await this.#consequences?.placed(id);
    await watcher.refresh(id);
    return this.find(id);
  }

  async change(id: string, change: ClusterChange, by: Account): Promise<Cluster> {
    const { clusters, watcher, recorder } = this.#parts;
    requireHours(change);
    const before = await this.find(id);
    await clusters.update(id, change);
    await recorder.record({ accountId: by.id, action: 'cluster.change', subject: id, details: change });
    const after = await this.find(id);
    if (after.areaId !== before.areaId) await this.#consequences?.placed(id);
    await watcher.refresh(id);
    if (volumeOf(after) !== volumeOf(before)) await this.#consequences?.volumeChanged(id);
    return this.find(id);
  }

  /** From now on nothing from this pole is believed; a new code takes it in again. */
  async revoke(id: string, by: Account): Promise<Cluster> {
    const { clusters, codes, watcher, recorder, clock } = this.#parts;
    await this.find(id);
    await clusters.setRevoked(id, clock.now());
    await codes.removeOf(id);
    await recorder.record({ accountId: by.id, action: 'cluster.revoke', subject: id });
    await this.#consequences?.shutOut(id);
    await watcher.refresh(id);
    return this.find(id);
  }

  /** After a pole showed its code: its earlier certificate is out. */
  async enrolled(id: string): Promise<void> {
    const { watcher, recorder } = this.#parts;
    await this.#consequences?.countsAnew(id);
    await recorder.record({ accountId: null, action: 'cluster.enrol', subject: id });
    await this.#consequences?.shutOut(id);
    await watcher.refresh(id);
  }
}

function requireHours({ volumeHours = [] }: ClusterChange): void {
  const fault = faultOfHours(volumeHours);
  if (fault !== null) throw new LoaError('input.invalid', { field: 'volumeHours', reason: fault });
}

/** All that a pole is told of its loudness, to be compared. */
function volumeOf({ volumePercent, volumeHours }: Cluster): string {
  return JSON.stringify([volumePercent, volumeHours]);
}

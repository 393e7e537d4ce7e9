import type { Clock } from '@loa/protocol';
import type { Database } from '../storage/database.ts';
import { DesiredPublisher, type DesiredClusters, type SignMessage } from './desired-publisher.ts';
import { DueStore } from './due-store.ts';
import { PlanPublisher, type PlanClusters } from './plan-publisher.ts';
import type { BrokerPort, WarningLog } from './retained-sender.ts';

export interface DispatchPorts {
  db: Database;
  clusters: DesiredClusters & PlanClusters;
  broker: BrokerPort;
  sign: SignMessage;
  clock: Clock;
  log: WarningLog;
}

/** What the poles are told: what to do now, and the plan of the coming days. */
export class DispatchRunner {
  readonly desired: DesiredPublisher;
  readonly plans: PlanPublisher;

  constructor({ db, ...ports }: DispatchPorts) {
    this.desired = new DesiredPublisher(ports);
    this.plans = new PlanPublisher({ ...ports, due: new DueStore(db) });
  }

  async start(): Promise<void> {
    await this.desired.start();
    await this.plans.start();
  }

  close(): void {
    this.desired.close();
    this.plans.close();
  }

  /** After clusters were made or revoked: gives them their messages, or takes these away. */
  async refresh(clusterIds: readonly string[]): Promise<void> {
    await Promise.all([this.desired.refresh(clusterIds), this.plans.refresh(clusterIds)]);
  }
}

import type { Account, Clock, ConsoleEvent } from '@loa/protocol';
import type { Gatekeeper } from '../accounts/gatekeeper.ts';
import type { Door } from '../links/https-door.ts';
import type { Database } from '../storage/database.ts';
import { BroadcastAnnouncer } from './broadcast-announcer.ts';
import { BroadcastPreviewer } from './broadcast-previewer.ts';
import { BroadcastReader, type PoleStates } from './broadcast-reader.ts';
import { broadcastRoutes } from './broadcast-routes.ts';
import { BroadcastScheduler, type AirableSource } from './broadcast-scheduler.ts';
import type { BroadcastStore } from './broadcast-store.ts';
import { ChangeSpreader, type ChangeSpreaderParts } from './change-spreader.ts';
import { ResultStore } from './result-store.ts';
import { TargetGate, type TargetGateParts } from './target-gate.ts';

export interface SchedulePorts {
  db: Database;
  store: BroadcastStore;
  resolver: TargetGateParts['resolver'];
  gatekeeper: Pick<Gatekeeper, 'requirePermission'> & {
    visibleClusters(account: Account): Promise<ReadonlySet<string> | null>;
  };
  areas: TargetGateParts['areas'];
  poles: PoleStates;
  media: AirableSource;
  plans: ChangeSpreaderParts['plans'];
  audit: ChangeSpreaderParts['audit'];
  hub: { readonly size: number; emit(event: ConsoleEvent, clusterIds?: readonly string[]): void };
  clock: Clock;
  log: { warn(details: object, message: string): void };
}

/** Everything about broadcasts that are known beforehand, and the record of all. */
export class ScheduleRunner {
  readonly gate: TargetGate;
  readonly reader: BroadcastReader;
  /** Live broadcasts announce themselves here too. */
  readonly announcer: BroadcastAnnouncer;
  readonly #ports: SchedulePorts;

  constructor(ports: SchedulePorts) {
    const { db, store, resolver, gatekeeper, areas, poles, hub, clock, log } = ports;
    this.gate = new TargetGate({ resolver, gatekeeper, areas });
    this.reader = new BroadcastReader({ store, results: new ResultStore(db), poles, gate: this.gate, clock });
    this.announcer = new BroadcastAnnouncer({ store, reader: this.reader, hub, clock, log });
    this.#ports = ports;
  }

  start(): void {
    this.announcer.start();
  }

  close(): void {
    this.announcer.close();
  }

  addRoutes(app: Door, { recordingsFolder }: { recordingsFolder: string }): void {
    const { store, gatekeeper, poles, media, plans, audit, clock, log } = this.#ports;
    const { gate, reader, announcer } = this;
    const spreader = new ChangeSpreader({ plans, announcer, audit, log });
    const scheduler = new BroadcastScheduler({ store, reader, media, gate, spreader, clock });
    const previewer = new BroadcastPreviewer({ store, media, gate, poles });
    broadcastRoutes(app, { gatekeeper, reader, scheduler, previewer, clock, recordingsFolder });
  }
}

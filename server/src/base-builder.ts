import { join } from 'node:path';
import type { Logger } from 'pino';
import type { Clock } from '@loa/protocol';
import { AccountKeeper } from './accounts/account-keeper.ts';
import { Gatekeeper } from './accounts/gatekeeper.ts';
import { SessionKeeper } from './accounts/session-keeper.ts';
import { SessionOpener } from './accounts/session-opener.ts';
import { SetupKeeper } from './accounts/setup-keeper.ts';
import { AuditRecorder } from './audit/audit-recorder.ts';
import { ClusterKeeper } from './clusters/cluster-keeper.ts';
import { Enroller, type Addresses } from './clusters/enroller.ts';
import { PoleGate } from './clusters/pole-gate.ts';
import { TargetResolver } from './clusters/target-resolver.ts';
import type { Config } from './config.ts';
import { BrokerLink } from './links/broker-link.ts';
import { EventHub } from './links/event-hub.ts';
import { KeyRing } from './links/key-ring.ts';
import type { Database } from './storage/database.ts';
import type { ReserveKeeper } from './storage/reserve-keeper.ts';
import { makeStores } from './store-builder.ts';
import { ClusterAnnouncer } from './telemetry/cluster-announcer.ts';
import { PoleWatcher } from './telemetry/pole-watcher.ts';

export interface Ground {
  config: Config;
  db: Database;
  reserve: ReserveKeeper;
  clock: Clock;
  log: Logger;
  addresses: () => Addresses;
}

export type Base = ReturnType<typeof makeBase>;

/** The parts on which all that airs stands: people, places, poles and the ways to them. Nothing is started here. */
export function makeBase(ground: Ground) {
  const { config, db, reserve, clock, log, addresses } = ground;
  const stores = makeStores(db, reserve);
  const { areas, zones, clusters, codes, playlog } = stores;
  const keys = new KeyRing({ folder: join(config.dataFolder, 'keys'), clock });
  const recorder = new AuditRecorder({ store: stores.audit, clock });
  const sessions = new SessionKeeper({ sessions: stores.sessions, clock });
  const people = { accounts: stores.accounts, sessions, recorder, clock };
  const hub = new EventHub({ clock });
  const link = new BrokerLink({ log });
  const watcher = new PoleWatcher({ link, clusters, playlog, clock, log });
  return {
    ...ground,
    stores,
    keys,
    recorder,
    sessions,
    hub,
    link,
    watcher,
    opener: new SessionOpener(people),
    accountKeeper: new AccountKeeper(people),
    setupCode: new SetupKeeper({ folder: config.dataFolder }),
    gatekeeper: new Gatekeeper({ areas, clusters }),
    announcer: new ClusterAnnouncer({ watcher, hub, clock }),
    clusterKeeper: new ClusterKeeper({ clusters, codes, watcher, recorder, clock }),
    enroller: new Enroller({ clusters, codes, keys, clock, addresses }),
    gate: new PoleGate({ clusters, clock }),
    resolver: new TargetResolver({ areas, zones, clusters }),
  };
}

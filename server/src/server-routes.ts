import type { Clock } from '@loa/protocol';
import { accountRoutes } from './accounts/account-routes.ts';
import { sessionRoutes } from './accounts/session-routes.ts';
import { areaRoutes } from './areas/area-routes.ts';
import { auditRoutes } from './audit/audit-routes.ts';
import type { Airing } from './airing-builder.ts';
import type { Base } from './base-builder.ts';
import { ClusterInspector, type UpcomingPort } from './clusters/cluster-inspector.ts';
import { clusterRoutes } from './clusters/cluster-routes.ts';
import { poleRoutes } from './clusters/pole-routes.ts';
import { zoneRoutes } from './clusters/zone-routes.ts';
import { DueStore } from './dispatch/due-store.ts';
import { eventRoutes } from './links/event-routes.ts';
import { healthRoutes } from './links/health-routes.ts';
import type { Door } from './links/https-door.ts';
import { liveRoutes } from './live/live-routes.ts';
import { VERSION } from './version.ts';

/** How far a cluster's page looks ahead (ms). */
const UPCOMING_MS = 7 * 86_400_000;

/** All doors of the server. */
export async function addRoutes(door: Door, base: Base, airing: Airing): Promise<void> {
  addBaseRoutes(door, base, airing);
  await addAiringRoutes(door, base, airing);
  const { link, reserve } = base;
  healthRoutes(door, {
    version: VERSION,
    isWorkerUp: () => airing.live.worker.state === 'up',
    isBrokerUp: () => link.isConnected,
    disk: () => reserve.state(),
  });
}

function addBaseRoutes(door: Door, base: Base, { live }: Airing): void {
  const { stores, gatekeeper, recorder, hub, clock, keys } = base;
  const { areas, zones, clusters, playlog, accounts, audit } = stores;
  // First: it finds out who asks, for all that follow.
  sessionRoutes(door, {
    ...{ recorder, hub, clock },
    sessions: base.sessions,
    opener: base.opener,
    accounts: base.accountKeeper,
    setupCode: base.setupCode,
  });
  eventRoutes(door, { hub, gatekeeper });
  accountRoutes(door, {
    ...{ accounts, gatekeeper },
    keeper: base.accountKeeper,
    shutOut: (accountId) => {
      hub.drop(accountId);
      live.desk.closeMicrophonesOf(accountId);
    },
  });
  auditRoutes(door, { audit, gatekeeper });
  areaRoutes(door, { areas, gatekeeper, recorder, hub });
  zoneRoutes(door, { zones, areas, clusters, gatekeeper, recorder });
  poleRoutes(door, { enroller: base.enroller, keeper: base.clusterKeeper, gate: base.gate, keys, clock });
  const schedule = upcomingOf(new DueStore(base.db), clock);
  const inspector = new ClusterInspector({ clusters, playlog, schedule });
  clusterRoutes(door, {
    ...{ areas, gatekeeper, recorder, inspector },
    keeper: base.clusterKeeper,
    enroller: base.enroller,
  });
}

async function addAiringRoutes(door: Door, base: Base, airing: Airing): Promise<void> {
  const { media, schedule, live, recordingsFolder } = airing;
  const { gatekeeper, gate: poleGate, stores } = base;
  await media.addRoutes(door, { areas: stores.areas, poleGate });
  schedule.addRoutes(door, { recordingsFolder });
  liveRoutes(door, { desk: live.desk, gatekeeper });
}

function upcomingOf(due: DueStore, clock: Clock): UpcomingPort {
  return {
    upcoming: async (clusterId) => {
      const from = clock.now();
      const rows = await due.dueOf(clusterId, { from, to: from + UPCOMING_MS });
      return rows
        .map(({ broadcastId, title, startAt }) => ({ broadcastId, title, startAt }))
        .sort((a, b) => a.startAt - b.startAt);
    },
  };
}

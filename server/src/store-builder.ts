import { AccountStore } from './accounts/account-store.ts';
import { SessionStore } from './accounts/session-store.ts';
import { AreaStore } from './areas/area-store.ts';
import { AuditStore } from './audit/audit-store.ts';
import { ClusterStore } from './clusters/cluster-store.ts';
import { EnrolmentCodeStore } from './clusters/enrolment-code-store.ts';
import { ZoneStore } from './clusters/zone-store.ts';
import type { Database } from './storage/database.ts';
import type { SpareRoom } from './storage/reserve-keeper.ts';
import { PlaylogStore } from './telemetry/playlog-store.ts';

export type Stores = ReturnType<typeof makeStores>;

/** The stores that several domains read. `room`: what going on air needs is written into it on a full disk. */
export function makeStores(db: Database, room?: SpareRoom) {
  return {
    accounts: new AccountStore(db),
    sessions: new SessionStore(db, room),
    areas: new AreaStore(db),
    audit: new AuditStore(db, room),
    clusters: new ClusterStore(db, room),
    codes: new EnrolmentCodeStore(db),
    zones: new ZoneStore(db),
    playlog: new PlaylogStore(db),
  };
}

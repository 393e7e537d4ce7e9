import { AccountStore } from './accounts/account-store.ts';
import { SessionStore } from './accounts/session-store.ts';
import { AreaStore } from './areas/area-store.ts';
import { AuditStore } from './audit/audit-store.ts';
import { ClusterStore } from './clusters/cluster-store.ts';
import { EnrolmentCodeStore } from './clusters/enrolment-code-store.ts';
import { ZoneStore } from './clusters/zone-store.ts';
import type { Database } from './storage/database.ts';
import { PlaylogStore } from './telemetry/playlog-store.ts';

export type Stores = ReturnType<typeof makeStores>;

/** The stores that several domains read. */
export function makeStores(db: Database) {
  return {
    accounts: new AccountStore(db),
    sessions: new SessionStore(db),
    areas: new AreaStore(db),
    audit: new AuditStore(db),
    clusters: new ClusterStore(db),
    codes: new EnrolmentCodeStore(db),
    zones: new ZoneStore(db),
    playlog: new PlaylogStore(db),
  };
}

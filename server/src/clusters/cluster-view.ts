import type { Cluster, ClusterState } from '@loa/protocol';
import type { PoleState } from '../telemetry/pole-state.ts';

/** What is written down of a cluster, as far as screens see it. */
export type ClusterRecord = Pick<
  Cluster,
  | 'id'
  | 'areaId'
  | 'name'
  | 'place'
  | 'latitude'
  | 'longitude'
  | 'horns'
  | 'volumePercent'
  | 'volumeHours'
  | 'lastSeenAt'
> & { revokedAt: number | null; enrolledAt: number | null };

/** The cluster as screens see it: its row, and what its pole last said. */
export function clusterOf(row: ClusterRecord, pole: PoleState): Cluster {
  const { id, areaId, name, place, latitude, longitude, horns, volumePercent, volumeHours = [] } = row;
  return {
    ...{ id, areaId, name, place, latitude, longitude, horns, volumePercent, volumeHours },
    state: stateOf(row, pole),
    lastSeenAt: pole.lastSeenAt ?? row.lastSeenAt,
    presence: pole.presence,
    reported: pole.reported,
    telemetry: pole.telemetry,
  };
}

function stateOf({ revokedAt, enrolledAt }: ClusterRecord, { presence }: PoleState): ClusterState {
  if (revokedAt !== null) return 'revoked';
  if (enrolledAt === null) return 'waiting';
  return presence?.online === true ? 'online' : 'offline';
}

import { useMemo } from 'react';
import { useQuery } from '@tanstack/react-query';
import { areasQuery, zonesQuery } from '../../api/area-queries.ts';
import { clustersQuery } from '../../api/cluster-queries.ts';
import { compareNames } from '../clusters/cluster-status.ts';
import { useAccount } from '../shell/use-account.ts';
import { buildAreaTree, ownAreas } from './area-tree.ts';
import type { Ground } from './target-choice.ts';

/** Everything that a broadcast can be sent to, or undefined while it is on its way, with the error that keeps it away. */
export function useGround(): { ground: Ground | undefined; error: unknown } {
  const { areaId } = useAccount();
  const areas = useQuery(areasQuery());
  const zones = useQuery(zonesQuery());
  const clusters = useQuery(clustersQuery());
  const ground = useMemo(() => {
    if (areas.data === undefined || zones.data === undefined || clusters.data === undefined) return undefined;
    const living = clusters.data.filter(({ state }) => state !== 'revoked').sort(compareNames);
    return { tree: buildAreaTree(ownAreas(areas.data, areaId)), zones: zones.data, clusters: living };
  }, [areas.data, zones.data, clusters.data, areaId]);
  return { ground, error: areas.error ?? zones.error ?? clusters.error };
}

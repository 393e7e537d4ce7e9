import type { Cluster, Targets, Zone } from '@loa/protocol';
import { belowOf, pathOf, rootsOf } from './area-tree.ts';
import type { AreaTree } from './area-tree.ts';

/** What a broadcast can be sent to. */
export interface Ground {
  tree: AreaTree;
  zones: readonly Zone[];
  /** Those with a living key or none yet; revoked ones never sound. */
  clusters: readonly Cluster[];
}

export type Mark = 'on' | 'some' | 'off';

export const NOWHERE: Targets = { areaIds: [], zoneIds: [], clusterIds: [] };

/** Every topmost area: what "Tất cả" chooses. */
export function everywhere(ground: Ground): Targets {
  return { ...NOWHERE, areaIds: rootsOf(ground.tree) };
}

/** The clusters that the choice reaches, each once. */
export function reachOf(ground: Ground, targets: Targets): Cluster[] {
  const areas = new Set(targets.areaIds.flatMap((id) => belowOf(ground.tree, id)));
  const named = new Set([
    ...targets.clusterIds,
    ...ground.zones.filter(({ id }) => targets.zoneIds.includes(id)).flatMap(({ clusterIds }) => clusterIds),
  ]);
  return ground.clusters.filter(
    ({ id, areaId, state }) => state !== 'revoked' && (areas.has(areaId) || named.has(id)),
  );
}

/** `on` when the area or one above it is chosen, `some` when a part of it is. */
export function areaMark(ground: Ground, targets: Targets, areaId: string): Mark {
  if (pathOf(ground.tree, areaId).some((id) => targets.areaIds.includes(id))) return 'on';
  const below = new Set(belowOf(ground.tree, areaId));
  if (targets.areaIds.some((id) => below.has(id))) return 'some';
  const isInside = (id: string) =>
    below.has(ground.clusters.find((cluster) => cluster.id === id)?.areaId ?? '');
  return targets.clusterIds.some(isInside) ? 'some' : 'off';
}

export function isClusterOn(ground: Ground, targets: Targets, cluster: Cluster): boolean {
  return (
    targets.clusterIds.includes(cluster.id) ||
    areaMark(ground, targets, cluster.areaId) === 'on' ||
    ground.zones.some(({ id, clusterIds }) => targets.zoneIds.includes(id) && clusterIds.includes(cluster.id))
  );
}

/** Chooses an area whole, or takes it out; what lies above is then chosen part by part. */
export function toggleArea(ground: Ground, targets: Targets, areaId: string): Targets {
  if (areaMark(ground, targets, areaId) === 'on') return dropArea(ground, targets, areaId);
  const below = new Set(belowOf(ground.tree, areaId));
  const inside = new Set(ground.clusters.filter((cluster) => below.has(cluster.areaId)).map(({ id }) => id));
  return {
    ...targets,
    areaIds: [...targets.areaIds.filter((id) => !below.has(id)), areaId],
    clusterIds: targets.clusterIds.filter((id) => !inside.has(id)),
  };
}

export function toggleZone(targets: Targets, zoneId: string): Targets {
  const isOn = targets.zoneIds.includes(zoneId);
  const zoneIds = isOn ? targets.zoneIds.filter((id) => id !== zoneId) : [...targets.zoneIds, zoneId];
  return { ...targets, zoneIds };
}

/** Chooses one pole, or takes it out of whatever chose it: the rest of its area and zones stays chosen. */
export function toggleCluster(ground: Ground, targets: Targets, cluster: Cluster): Targets {
  if (!isClusterOn(ground, targets, cluster))
    return { ...targets, clusterIds: [...targets.clusterIds, cluster.id] };
  const split = splitArea(ground, splitZones(ground, targets, cluster.id), cluster.areaId);
  return { ...split, clusterIds: split.clusterIds.filter((id) => id !== cluster.id) };
}

/** Leaves out what does not exist (any more), so that a remembered choice cannot fail. */
export function existing(ground: Ground, targets: Targets): Targets {
  const zoneIds = new Set(ground.zones.map(({ id }) => id));
  const clusterIds = new Set(ground.clusters.map(({ id }) => id));
  return {
    areaIds: targets.areaIds.filter((id) => ground.tree.has(id)),
    zoneIds: targets.zoneIds.filter((id) => zoneIds.has(id)),
    clusterIds: targets.clusterIds.filter((id) => clusterIds.has(id)),
  };
}

export function isNowhere({ areaIds, zoneIds, clusterIds }: Targets): boolean {
  return areaIds.length + zoneIds.length + clusterIds.length === 0;
}

/**
 * Whether the choice is so wide that going live asks for a deliberate gesture: everything that this account
 * reaches, where that is more than one commune. A commune's own everyday broadcast stays one press.
 */
export function isWide(ground: Ground, targets: Targets): boolean {
  const living = ground.clusters.filter(({ state }) => state !== 'revoked');
  const isAll = reachOf(ground, targets).length === living.length;
  return isAll && new Set(living.map(({ areaId }) => communeOf(ground.tree, areaId))).size > 1;
}

function communeOf(tree: AreaTree, areaId: string): string {
  return pathOf(tree, areaId).find((id) => tree.get(id)?.area.rank === 'commune') ?? areaId;
}

function dropArea(ground: Ground, targets: Targets, areaId: string): Targets {
  const below = new Set(belowOf(ground.tree, areaId));
  const parentId = ground.tree.get(areaId)?.parentId ?? null;
  const isOwn = targets.areaIds.includes(areaId);
  const split = isOwn || parentId === null ? targets : splitArea(ground, targets, parentId);
  return { ...split, areaIds: split.areaIds.filter((id) => !below.has(id)) };
}

/** Replaces whatever chosen area covers `areaId` by its parts, down to the poles and sub-areas of `areaId` itself. */
function splitArea(ground: Ground, targets: Targets, areaId: string): Targets {
  const path = pathOf(ground.tree, areaId);
  const at = path.findIndex((id) => targets.areaIds.includes(id));
  if (at < 0) return targets;
  const covered = path.slice(0, at + 1);
  const parts = covered
    .flatMap((id) => ground.tree.get(id)?.childIds ?? [])
    .filter((id) => !covered.includes(id));
  const poles = ground.clusters.filter((cluster) => covered.includes(cluster.areaId)).map(({ id }) => id);
  return {
    ...targets,
    areaIds: [...targets.areaIds.filter((id) => !covered.includes(id)), ...parts],
    clusterIds: [...new Set([...targets.clusterIds, ...poles])],
  };
}

function splitZones(ground: Ground, targets: Targets, clusterId: string): Targets {
  const split = ground.zones.filter(
    ({ id, clusterIds }) => targets.zoneIds.includes(id) && clusterIds.includes(clusterId),
  );
  return {
    ...targets,
    zoneIds: targets.zoneIds.filter((id) => split.every((zone) => zone.id !== id)),
    clusterIds: [...new Set([...targets.clusterIds, ...split.flatMap(({ clusterIds }) => clusterIds)])],
  };
}

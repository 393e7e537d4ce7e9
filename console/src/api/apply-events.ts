import type { QueryClient } from '@tanstack/react-query';
import type { Broadcast, BroadcastDetail, Cluster, ClusterDetail, ConsoleEvent, Media } from '@loa/protocol';
import { areasQuery } from './area-queries.ts';
import { clusterQuery, clustersQuery } from './cluster-queries.ts';
import { mediaQuery } from './media-queries.ts';
import { broadcastQuery } from './broadcast-queries.ts';
import { mergeById, without } from './merge.ts';

type Of<K extends ConsoleEvent['type']> = Extract<ConsoleEvent, { type: K }>;

/** Brings what the server said into everything that is on the screen. */
export function applyEvents(client: QueryClient, events: readonly ConsoleEvent[]): void {
  const of = <K extends ConsoleEvent['type']>(type: K): Of<K>[] =>
    events.filter((event): event is Of<K> => event.type === type);
  applyClusters(client, of('cluster'), of('cluster-gone'));
  applyMedia(client, of('media'), of('media-gone'));
  applyBroadcasts(
    client,
    of('broadcast').map(({ broadcast }) => broadcast),
  );
}

function applyClusters(client: QueryClient, changes: Of<'cluster'>[], gone: Of<'cluster-gone'>[]): void {
  if (changes.length + gone.length === 0) return;
  const clusters = changes.map(({ cluster }) => cluster);
  const goneIds = gone.map(({ clusterId }) => clusterId);
  client.setQueryData(
    clustersQuery().queryKey,
    (list) => list && without(mergeById(list, clusters), goneIds),
  );
  for (const cluster of clusters) showCluster(client, cluster);
}

function showCluster(client: QueryClient, cluster: Cluster): void {
  client.setQueryData(clusterQuery(cluster.id).queryKey, (detail): ClusterDetail | undefined =>
    detail === undefined ? undefined : { ...detail, cluster },
  );
  const areas = client.getQueryData(areasQuery().queryKey);
  // A cluster in an area we have never heard of: somebody else has just made the area.
  if (areas?.every(({ id }) => id !== cluster.areaId)) refresh(client, areasQuery().queryKey);
}

function applyMedia(client: QueryClient, changes: Of<'media'>[], gone: Of<'media-gone'>[]): void {
  if (changes.length + gone.length === 0) return;
  const items: Media[] = changes.map(({ media }) => media);
  const goneIds = gone.map(({ mediaId }) => mediaId);
  client.setQueryData(mediaQuery().queryKey, (list) => list && without(mergeById(list, items), goneIds));
}

function applyBroadcasts(client: QueryClient, broadcasts: Broadcast[]): void {
  if (broadcasts.length === 0) return;
  for (const query of client.getQueryCache().findAll({ queryKey: ['broadcasts'] })) {
    const [, from, to] = query.queryKey as [string, number, number];
    client.setQueryData<Broadcast[]>(
      query.queryKey,
      (list) =>
        list &&
        mergeById(
          list,
          broadcasts.filter((item) => touches(item, from, to)),
        ),
    );
  }
  for (const broadcast of broadcasts) showBroadcast(client, broadcast);
}

function showBroadcast(client: QueryClient, broadcast: Broadcast): void {
  const { queryKey } = broadcastQuery(broadcast.id);
  const before = client.getQueryData(queryKey);
  if (before === undefined) return;
  client.setQueryData(queryKey, (detail): BroadcastDetail | undefined => detail && { ...detail, broadcast });
  // The results of each pole come with the detail only.
  refresh(client, queryKey);
}

/** Whether the broadcast belongs into a list of that stretch. */
export function touches(broadcast: Broadcast, from: number, to: number): boolean {
  const endAt = broadcast.endAt ?? (broadcast.state === 'sounding' ? Infinity : broadcast.startAt);
  return broadcast.startAt < to && endAt >= from;
}

function refresh(client: QueryClient, queryKey: readonly unknown[]): void {
  client.invalidateQueries({ queryKey }).catch((error: unknown) => console.warn('refresh failed', error));
}

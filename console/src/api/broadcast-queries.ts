import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { Broadcast, BroadcastDetail, BroadcastPreview, NewBroadcast } from '@loa/protocol';
import { get, post } from './server-client.ts';

/** Broadcasts that touch the stretch from `from` to `to` (server's wall ms). */
export const broadcastsQuery = (from: number, to: number) =>
  queryOptions({
    queryKey: ['broadcasts', from, to],
    queryFn: () => get<Broadcast[]>(`/api/broadcasts?from=${from}&to=${to}`),
  });
export const broadcastQuery = (id: string) =>
  queryOptions({ queryKey: ['broadcast', id], queryFn: () => get<BroadcastDetail>(`/api/broadcasts/${id}`) });
export const previewQuery = (broadcast: NewBroadcast) =>
  queryOptions({
    queryKey: ['preview', broadcast],
    queryFn: () => post<BroadcastPreview>('/api/broadcasts/preview', broadcast),
    placeholderData: keepPreviousData,
    staleTime: 10_000,
    retry: false,
  });

export const planBroadcast = (broadcast: NewBroadcast) => post<Broadcast>('/api/broadcasts', broadcast);
export const cancelBroadcast = (id: string) => post<Broadcast>(`/api/broadcasts/${id}/cancel`);

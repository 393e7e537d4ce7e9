import { queryOptions } from '@tanstack/react-query';
import type { Area, NewArea, NewZone, Zone } from '@loa/protocol';
import { call, get, patch, post } from './server-client.ts';

export const areasQuery = () =>
  queryOptions({ queryKey: ['areas'], queryFn: () => get<Area[]>('/api/areas') });
export const zonesQuery = () =>
  queryOptions({ queryKey: ['zones'], queryFn: () => get<Zone[]>('/api/zones') });

export const addArea = (area: NewArea) => post<Area>('/api/areas', area);
export const changeArea = (id: string, area: Partial<NewArea>) => patch<Area>(`/api/areas/${id}`, area);
export const addZone = (zone: NewZone) => post<Zone>('/api/zones', zone);
export const replaceZone = (id: string, zone: NewZone) => call<Zone>('PUT', `/api/zones/${id}`, zone);
export const removeZone = (id: string) => call<unknown>('DELETE', `/api/zones/${id}`);

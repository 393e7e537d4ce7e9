import { queryOptions } from '@tanstack/react-query';
import type { Media, MediaPeaks } from '@loa/protocol';
import { call, get, patch } from './server-client.ts';

export const mediaQuery = () =>
  queryOptions({ queryKey: ['media'], queryFn: () => get<Media[]>('/api/media') });
/** The waveform of a recording never changes once it is ready. */
export const peaksQuery = (id: string) =>
  queryOptions({
    queryKey: ['peaks', id],
    queryFn: () => get<MediaPeaks>(`/api/media/${id}/peaks`),
    staleTime: Infinity,
  });

export const renameMedia = (id: string, title: string) => patch<Media>(`/api/media/${id}`, { title });
export const removeMedia = (id: string) => call<unknown>('DELETE', `/api/media/${id}`);

import type { Broadcast, GoLive, Microphone, MicrophoneProduced } from '@loa/protocol';
import { call, post } from './server-client.ts';

export const openMicrophone = () => post<Microphone>('/api/live/microphones');
export const connectMicrophone = (id: string, dtlsParameters: unknown) =>
  post<unknown>(`/api/live/microphones/${id}/connect`, { dtlsParameters });
export const produceMicrophone = (id: string, rtpParameters: unknown) =>
  post<MicrophoneProduced>(`/api/live/microphones/${id}/produce`, { rtpParameters });
export const closeMicrophone = (id: string) => call<unknown>('DELETE', `/api/live/microphones/${id}`);

export const goLive = (request: GoLive) => post<Broadcast>('/api/live', request);
export const stopLive = (broadcastId: string) => post<Broadcast>(`/api/live/${broadcastId}/stop`);
/** Gives a running broadcast another microphone: after a lost line, a reloaded page, or at a change of speakers. */
export const takeOver = (broadcastId: string, microphoneId: string) =>
  post<Broadcast>(`/api/live/${broadcastId}/microphone`, { microphoneId });

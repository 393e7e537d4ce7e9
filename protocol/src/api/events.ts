import type { Broadcast } from './broadcasts.ts';
import type { Cluster } from './clusters.ts';
import type { Media } from './media.ts';

/** What the server says over `GET /api/events` (WebSocket, JSON text): only what this account may see. */
export type ConsoleEvent =
  /** The first of every connection. `bootId`: another one after each start of the server. */
  | { type: 'hello'; serverTime: number; bootId: string }
  | { type: 'cluster'; cluster: Cluster }
  | { type: 'cluster-gone'; clusterId: string }
  | { type: 'broadcast'; broadcast: Broadcast }
  | { type: 'media'; media: Media }
  | { type: 'media-gone'; mediaId: string }
  /** Level of the programme on the bus, ten times a second while on air. */
  | {
      type: 'level';
      broadcastId: string;
      rmsDbfs: number;
      peakDbfs: number;
      /** `lost`: nothing has come from it for a while; `gone`: nothing ever will, another must take over. */
      microphone: 'heard' | 'silent' | 'lost' | 'gone';
      /** What is left of the chime, ms; nobody is heard before it is over. */
      chimeLeftMs?: number;
    }
  /** Every 10 s, so that a screen knows when it is stale. */
  | { type: 'heartbeat'; serverTime: number };

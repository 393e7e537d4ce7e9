import type { Counts, Reported } from '@loa/protocol';
import { UNKNOWN_POLE, type PoleState } from '../../telemetry/pole-state.ts';

type Listener = (clusterId: string, request: string) => void;

/** What poles say, by levers: they come online with an ask for a flow, and go away. */
export class FakePoles {
  readonly #states = new Map<string, PoleState>();
  readonly #listeners = { change: new Set<Listener>(), 'media-request': new Set<Listener>() };

  state(clusterId: string): PoleState {
    return this.#states.get(clusterId) ?? UNKNOWN_POLE;
  }

  counts(_broadcastId: string, clusterIds: readonly string[]): Counts {
    const online = clusterIds.filter((id) => this.state(id).presence?.online === true).length;
    return { targeted: clusterIds.length, online, sounding: 0, heard: 0 };
  }

  on(event: 'change' | 'media-request', listener: Listener): () => void {
    this.#listeners[event].add(listener);
    return () => this.#listeners[event].delete(listener);
  }

  comeOnline(clusterId: string, mediaRequest: string): void {
    this.#set(clusterId, true, mediaRequest);
    for (const listener of this.#listeners['media-request']) listener(clusterId, mediaRequest);
  }

  /** It wants its live packets twice, or no longer. */
  wishSpread(clusterId: string, wantsSpread: boolean): void {
    const state = this.state(clusterId);
    if (state.reported === null) throw new Error(`${clusterId} has not come online`);
    this.#states.set(clusterId, { ...state, reported: { ...state.reported, wantsSpread } });
    for (const listener of this.#listeners.change) listener(clusterId, state.reported.mediaRequest);
  }

  goAway(clusterId: string): void {
    this.#set(clusterId, false, this.state(clusterId).reported?.mediaRequest ?? '');
  }

  #set(clusterId: string, online: boolean, mediaRequest: string): void {
    const presence = { online, bootId: 'boot', at: 0, agentVersion: '1' };
    const reported: Reported = {
      ...{ at: 0, bootId: 'boot', desiredRevision: 0, planRevision: 0, mediaRequest, sounding: null },
      wantsSpread: false,
      ...{ suspended: [], refused: {}, problems: [] },
      plan: { completeUntil: 0, occurrences: 0, missingMedia: 0 },
      clock: { known: true, offsetMs: 0, errorMs: 0 },
    };
    this.#states.set(clusterId, { ...UNKNOWN_POLE, presence, reported });
    for (const listener of this.#listeners.change) listener(clusterId, mediaRequest);
  }
}

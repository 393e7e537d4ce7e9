import type { Account, BroadcastPreview, NewBroadcast } from '@loa/protocol';
import type { PoleStates } from './broadcast-reader.ts';
import type { AirableSource } from './broadcast-scheduler.ts';
import type { BroadcastStore } from './broadcast-store.ts';
import { overlapsOf } from './overlap.ts';
import type { TargetGate } from './target-gate.ts';

export interface BroadcastPreviewerParts {
  store: BroadcastStore;
  media: AirableSource;
  gate: TargetGate;
  poles: PoleStates;
}

/** Says what a broadcast would meet, before it is made. */
export class BroadcastPreviewer {
  readonly #parts: BroadcastPreviewerParts;

  constructor(parts: BroadcastPreviewerParts) {
    this.#parts = parts;
  }

  /** Throws what making it would throw, except for its times. */
  async preview(account: Account, request: NewBroadcast): Promise<BroadcastPreview> {
    const { store, media, gate, poles } = this.#parts;
    const { durationMs } = await media.requireAirable(account, request.mediaId);
    const { clusterIds, rank } = await gate.allow(account, request.targets);
    const { startAt } = request;
    const endAt = startAt + durationMs;
    const others = await store.list({ from: startAt, to: endAt });
    return {
      clusterIds,
      offline: clusterIds.filter((id) => poles.state(id).presence?.online !== true),
      overlaps: overlapsOf({ class: request.class, rank, startAt, endAt, clusterIds }, others),
    };
  }
}

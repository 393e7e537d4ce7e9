import { randomUUID } from 'node:crypto';
import { LoaError, type Account, type Broadcast, type Clock, type NewBroadcast } from '@loa/protocol';
import type { BroadcastReader } from './broadcast-reader.ts';
import type { BroadcastRecord } from './broadcast-record.ts';
import type { BroadcastStore } from './broadcast-store.ts';
import type { ChangeSpreader } from './change-spreader.ts';
import { planBroadcast, type AirableMedia } from './new-broadcast.ts';
import { isAtLeast } from './rank.ts';
import type { TargetGate } from './target-gate.ts';

export interface AirableSource {
  /** Throws `input.not-found` for what the account may not use, `media.not-ready` for what cannot be aired yet. */
  requireAirable(account: Account, mediaId: string): Promise<AirableMedia>;
}

export interface BroadcastSchedulerParts {
  store: BroadcastStore;
  reader: BroadcastReader;
  media: AirableSource;
  gate: TargetGate;
  spreader: ChangeSpreader;
  clock: Clock;
}

/** Makes and cancels stored broadcasts. */
export class BroadcastScheduler {
  readonly #parts: BroadcastSchedulerParts;

  constructor(parts: BroadcastSchedulerParts) {
    this.#parts = parts;
  }

  /**
   * Throws `schedule.in-the-past`, `schedule.no-clusters`, `media.not-ready`, `input.not-found` (the recording),
   * `input.invalid` (an impossible latest end) or `access.forbidden` (targets outside the account's area).
   */
  async create(account: Account, request: NewBroadcast): Promise<Broadcast> {
    const { store, media, gate, spreader, clock } = this.#parts;
    const airable = await media.requireAirable(account, request.mediaId);
    const allowed = await gate.allow(account, request.targets);
    const proposal = { id: randomUUID(), request, media: airable, allowed, createdBy: account.id };
    const record = planBroadcast(proposal, clock.now());
    await store.insert(record);
    return spreader.spread(account, 'create', record);
  }

  /**
   * Also while it sounds: the poles fall silent, since their plan no longer has it. Throws `schedule.already-over`,
   * `input.conflict` for a live one (it is stopped, not cancelled), or `access.forbidden`.
   */
  async cancel(account: Account, id: string): Promise<Broadcast> {
    const { store, reader, spreader, clock } = this.#parts;
    const record = await reader.require(account, id);
    if (record.kind === 'live') throw new LoaError('input.conflict', { kind: 'live' });
    await this.#requireMayCancel(account, record);
    const { state } = await reader.view(record);
    const isOver = state === 'ended' || !(await store.cancel(id, clock.now()));
    if (isOver) throw new LoaError('schedule.already-over', { state });
    return spreader.spread(account, 'cancel', record);
  }

  /** A commune takes nothing off the air that the province has put there. */
  async #requireMayCancel(account: Account, record: BroadcastRecord): Promise<void> {
    const { gate } = this.#parts;
    await gate.requireAll(account, record.clusterIds);
    if (account.areaId === null) return;
    const rank = await gate.rankOf(account, record.targets);
    if (!isAtLeast(rank, record.rank)) throw new LoaError('access.forbidden', { rank: record.rank });
  }
}

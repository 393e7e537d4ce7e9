import {
  LoaError,
  type Account,
  type Broadcast,
  type BroadcastDetail,
  type Clock,
  type Counts,
} from '@loa/protocol';
import type { BroadcastRecord } from './broadcast-record.ts';
import type { BroadcastStore, TimeRange } from './broadcast-store.ts';
import { toBroadcast, type BroadcastFacts } from './broadcast-view.ts';
import type { ResultStore } from './result-store.ts';
import type { TargetGate } from './target-gate.ts';

/** What the poles say, as far as broadcasts need it. */
export interface PoleStates {
  state(clusterId: string): {
    presence: { online: boolean } | null;
    reported: {
      sounding: { broadcastId: string; heard: boolean } | null;
      suspended: readonly string[];
    } | null;
  };
  counts(broadcastId: string, clusterIds: readonly string[]): Counts;
}

export interface BroadcastReaderParts {
  store: BroadcastStore;
  results: ResultStore;
  poles: PoleStates;
  gate: TargetGate;
  clock: Clock;
}

/** As many broadcasts as SQLite takes parameters in one question. */
const AT_ONCE = 500;

/** Broadcasts as screens see them: rows, what poles say now, and what they recorded. */
export class BroadcastReader {
  readonly #parts: BroadcastReaderParts;

  constructor(parts: BroadcastReaderParts) {
    this.#parts = parts;
  }

  /** Those of the range that touch a cluster which the account may see. */
  async list(account: Account, range: TimeRange): Promise<Broadcast[]> {
    const visible = await this.#parts.gate.visibleOf(account);
    const records = await this.#parts.store.list(range);
    return this.views(records.filter((record) => isVisible(record, visible)));
  }

  async views(records: readonly BroadcastRecord[]): Promise<Broadcast[]> {
    const views: Broadcast[] = [];
    for (let at = 0; at < records.length; at += AT_ONCE) {
      const some = records.slice(at, at + AT_ONCE);
      const heard = await this.#parts.results.heardCounts(some.map(({ id }) => id));
      const now = this.#parts.clock.now();
      views.push(
        ...some.map((record) => toBroadcast(record, this.#facts(record, heard.get(record.id) ?? 0), now)),
      );
    }
    return views;
  }

  /** Throws `input.not-found`, also for what the account may not see. */
  async require(account: Account, id: string): Promise<BroadcastRecord> {
    const record = await this.#parts.store.find(id);
    const visible = await this.#parts.gate.visibleOf(account);
    if (record === undefined || !isVisible(record, visible)) throw new LoaError('input.not-found', { id });
    return record;
  }

  async view(record: BroadcastRecord): Promise<Broadcast> {
    const [view] = await this.views([record]);
    if (view === undefined) throw new LoaError('internal');
    return view;
  }

  async detail(account: Account, id: string): Promise<BroadcastDetail> {
    const record = await this.require(account, id);
    const visible = await this.#parts.gate.visibleOf(account);
    const results = await this.#parts.results.resultsOf(id);
    const clusters = results
      .filter(({ clusterId }) => visible === null || visible.has(clusterId))
      .map((result) => {
        const sounding = this.#soundingOf(id, result.clusterId);
        const heard = sounding?.heard === true || (result.heardMs ?? 0) > 0;
        return { ...result, sounding: sounding !== undefined, heard };
      });
    return { broadcast: await this.view(record), clusters };
  }

  #facts(record: BroadcastRecord, heardBefore: number): BroadcastFacts {
    const counts = this.#parts.poles.counts(record.id, record.clusterIds);
    const suspended = record.clusterIds.filter((id) =>
      this.#parts.poles.state(id).reported?.suspended.includes(record.id),
    ).length;
    return { counts: { ...counts, heard: Math.max(counts.heard, heardBefore) }, suspended };
  }

  #soundingOf(broadcastId: string, clusterId: string) {
    const sounding = this.#parts.poles.state(clusterId).reported?.sounding;
    return sounding?.broadcastId === broadcastId ? sounding : undefined;
  }
}

/** A broadcast whose clusters are all gone stays visible to those who see the whole tree. */
function isVisible(record: BroadcastRecord, visible: ReadonlySet<string> | null): boolean {
  return visible === null || record.clusterIds.some((id) => visible.has(id));
}

import type { Clock } from '@loa/protocol';
import { clusterOf } from '../clusters/cluster-view.ts';
import type { EventHub } from '../links/event-hub.ts';
import type { PoleWatcher } from './pole-watcher.ts';

/** At most two events a second for one cluster (ms). */
const APART_MS = 500;

/** Tells the consoles what changed on which cluster, the first change at once and further ones together. */
export class ClusterAnnouncer {
  readonly #watcher: PoleWatcher;
  readonly #hub: EventHub;
  readonly #clock: Clock;
  readonly #toldMono = new Map<string, number>();
  readonly #waiting = new Set<string>();
  #stop: (() => void) | undefined;

  constructor({ watcher, hub, clock }: { watcher: PoleWatcher; hub: EventHub; clock: Clock }) {
    this.#watcher = watcher;
    this.#hub = hub;
    this.#clock = clock;
  }

  start(): void {
    const unsubscribe = this.#watcher.on('change', (clusterId) => {
      this.#waiting.add(clusterId);
      this.#flush([clusterId]);
    });
    const timer = setInterval(() => this.#flush([...this.#waiting]), APART_MS / 2);
    this.#stop = () => {
      unsubscribe();
      clearInterval(timer);
    };
  }

  close(): void {
    this.#stop?.();
    this.#stop = undefined;
    this.#waiting.clear();
  }

  #flush(clusterIds: readonly string[]): void {
    const mono = this.#clock.mono();
    for (const clusterId of clusterIds) {
      if (mono - (this.#toldMono.get(clusterId) ?? -Infinity) < APART_MS) continue;
      this.#toldMono.set(clusterId, mono);
      this.#waiting.delete(clusterId);
      const row = this.#watcher.row(clusterId);
      if (row === undefined) continue;
      const cluster = clusterOf(row, this.#watcher.state(clusterId));
      this.#hub.emit({ type: 'cluster', cluster }, [clusterId]);
    }
  }
}

/** How many broadcasts are remembered; the oldest are forgotten, the playlog keeps them all. */
const MOST_BROADCASTS = 5000;

/** Which clusters measured sound during which broadcast. */
export class HeardRecord {
  readonly #clusters = new Map<string, Set<string>>();

  /** True when this is news. */
  add(broadcastId: string, clusterId: string): boolean {
    const known = this.#clusters.get(broadcastId);
    if (known?.has(clusterId) === true) return false;
    this.#clusters.set(broadcastId, (known ?? new Set()).add(clusterId));
    const [oldest] = this.#clusters.keys();
    if (this.#clusters.size > MOST_BROADCASTS && oldest !== undefined) this.#clusters.delete(oldest);
    return true;
  }

  of(broadcastId: string): ReadonlySet<string> {
    return this.#clusters.get(broadcastId) ?? new Set();
  }
}

import { unwrapTimestamp } from '@loa/protocol';

/** A media clock that jumps further than this belongs to a new stream, samples (2 s). */
const RESTART_SAMPLES = 96_000;

/** What lies at the playhead. */
export type NextPiece =
  | { kind: 'packet'; payload: Uint8Array }
  /** It is missing, although the packet `samples` later is there. */
  | { kind: 'gap'; samples: number; after: Uint8Array };

/** Packets of one stream by their media time, waiting to be decoded in order. Times are samples at 48 kHz. */
export class PacketShelf {
  readonly #packets = new Map<number, Uint8Array>();
  #playhead: number | undefined;
  #end = 0;

  /** Media from the playhead to the end of the newest packet, samples. */
  get depth(): number {
    return this.#playhead === undefined ? 0 : Math.max(0, this.#end - this.#playhead);
  }

  /** The wrapped 32-bit `timestamp` as a number that only grows; a jump of the media clock empties the shelf. */
  place(timestamp: number): number {
    const at = unwrapTimestamp(timestamp, this.#playhead ?? timestamp);
    if (this.#playhead === undefined || Math.abs(at - this.#end) <= RESTART_SAMPLES) return at;
    this.clear();
    return timestamp;
  }

  /** False when its time has passed. */
  put(at: number, samples: number, payload: Uint8Array): boolean {
    const isFirst = this.#playhead === undefined;
    this.#playhead ??= at;
    if (at < this.#playhead) return false;
    this.#packets.set(at, payload);
    this.#end = isFirst ? at + samples : Math.max(this.#end, at + samples);
    return true;
  }

  /** What comes next, without moving on; undefined when nothing is left. */
  next(): NextPiece | undefined {
    if (this.#playhead === undefined || this.#packets.size === 0) return undefined;
    const payload = this.#packets.get(this.#playhead);
    if (payload !== undefined) return { kind: 'packet', payload };
    const first = Math.min(...this.#packets.keys());
    return { kind: 'gap', samples: first - this.#playhead, after: this.#packets.get(first) as Uint8Array };
  }

  /**
   * The playhead passes `samples`; packets that begin before it are gone, also those of a sender whose packets overlap
   * in time: what lies behind the playhead is never reached.
   */
  advance(samples: number): void {
    if (this.#playhead === undefined) return;
    this.#packets.delete(this.#playhead);
    this.#playhead += samples;
    for (const at of this.#packets.keys()) if (at < this.#playhead) this.#packets.delete(at);
  }

  /** Throws the oldest away until at most `depth` samples are left; returns the number of packets. */
  shorten(depth: number): number {
    const keepFrom = this.#end - depth;
    const old = [...this.#packets.keys()].filter((at) => at < keepFrom);
    for (const at of old) this.#packets.delete(at);
    this.#playhead = Math.min(this.#end, ...this.#packets.keys());
    return old.length;
  }

  clear(): void {
    this.#packets.clear();
    this.#playhead = undefined;
    this.#end = 0;
  }
}

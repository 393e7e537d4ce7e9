/** A packet with its wrapped numbers made plain. */
export interface BufferedPacket {
  /** Synchronisation source of the stream that brought it, and its sequence number there, unwrapped. */
  ssrc: number;
  sequence: number;
  /** Where its first sample lies on the timeline, samples at 48 kHz. */
  position: number;
  /** Length, samples at 48 kHz. */
  samples: number;
  /** Count of the timeline's steps before it; positions compare only within one segment. */
  segment: number;
  /** Capture time on the server's wall clock, Unix ms; undefined when the sender never told one. */
  captureAt: number | undefined;
  payload: Uint8Array;
}

/** Packets that wait for their moment, in the order of the timeline, whichever stream brought them. */
export class JitterBuffer {
  readonly #capacity: number;
  #packets: BufferedPacket[] = [];

  /** 512 packets are 10 s; more would only pile up while nobody takes any. */
  constructor(capacity = 512) {
    this.#capacity = capacity;
  }

  get size(): number {
    return this.#packets.length;
  }

  /** Puts a packet in its place. When full, the oldest goes: `overflowed`. */
  put(packet: BufferedPacket): 'stored' | 'duplicate' | 'overflowed' {
    let at = this.#packets.length;
    while (at > 0 && isBefore(packet, this.#packets[at - 1] as BufferedPacket)) at -= 1;
    if (at > 0 && !isBefore(this.#packets[at - 1] as BufferedPacket, packet)) return 'duplicate';
    this.#packets.splice(at, 0, packet);
    if (this.#packets.length <= this.#capacity) return 'stored';
    this.#packets.shift();
    return 'overflowed';
  }

  first(): BufferedPacket | undefined {
    return this.#packets[0];
  }

  last(): BufferedPacket | undefined {
    return this.#packets.at(-1);
  }

  takeFirst(): BufferedPacket | undefined {
    return this.#packets.shift();
  }

  clear(): void {
    this.#packets = [];
  }
}

function isBefore(one: BufferedPacket, other: BufferedPacket): boolean {
  return one.segment === other.segment ? one.position < other.position : one.segment < other.segment;
}

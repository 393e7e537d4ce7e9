/** A packet with its wrapped numbers made plain. */
export interface BufferedPacket {
  /** Sequence number, unwrapped. */
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

/** Packets that wait for their moment, in the order in which they were sent. */
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
    while (at > 0 && (this.#packets[at - 1] as BufferedPacket).sequence > packet.sequence) at -= 1;
    if (this.#packets[at - 1]?.sequence === packet.sequence) return 'duplicate';
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

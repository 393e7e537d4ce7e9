import { describe, expect, it } from 'vitest';
import { IncomingStream, type StreamPacket } from './incoming-stream.ts';
import { RoundTrip } from './round-trip.ts';

/** A frame of 20 ms by its first byte (RFC 6716 section 3.1). */
const PAYLOAD = Uint8Array.of(0x08, 0, 0);
const LATENCY_MS = 600;
const ROUND_TRIP_MS = 80;
const PACKET_MS = 20;

class Line {
  readonly stream: IncomingStream;
  #sequence = 0;
  #answers: { sequence: number; atMono: number }[] = [];

  constructor() {
    const roundTrip = new RoundTrip();
    for (let i = 0; i < 40; i++) roundTrip.measured(ROUND_TRIP_MS);
    this.stream = new IncomingStream({ ssrc: 7, payloadType: 100, role: 'main', roundTrip });
  }

  get nowMono(): number {
    return this.#sequence * PACKET_MS;
  }

  /** Packets of which every `nth` is lost; what is asked for comes a round trip later. */
  pass(count: number, nth = Infinity): void {
    for (let i = 1; i <= count; i++) {
      this.#sequence += 1;
      if (i % nth !== 0) this.#bring();
      this.#answer();
    }
  }

  /** Loses one packet; returns after how many ms each it is asked for in the next 40. */
  asksForOne(): number[] {
    this.#sequence += 2;
    this.#bring();
    return Array.from({ length: 40 }, (_, ms) => ms).filter(
      (ms) => this.stream.dueNacks(this.nowMono + ms).length > 0,
    );
  }

  #bring(): void {
    const packet = this.#take(this.#sequence);
    const neededAt = (back: number) => this.nowMono + LATENCY_MS - back * PACKET_MS;
    if (packet.gap > 0) this.stream.noteGap(packet, neededAt, this.nowMono);
  }

  #answer(): void {
    const atMono = this.nowMono + ROUND_TRIP_MS;
    for (const wrapped of this.stream.dueNacks(this.nowMono)) {
      const sequence = this.#newestWith(wrapped);
      const isUnderWay = this.#answers.some((answer) => answer.sequence === sequence);
      if (!isUnderWay) this.#answers.push({ sequence, atMono });
    }
    const due = this.#answers.filter((answer) => answer.atMono <= this.nowMono);
    this.#answers = this.#answers.filter((answer) => answer.atMono > this.nowMono);
    for (const { sequence } of due) {
      this.#take(sequence);
      this.stream.noteOlder(sequence, this.nowMono);
    }
  }

  #take(sequence: number): StreamPacket {
    const taken = this.stream.take(
      {
        ...{ payloadType: 100, sequence: sequence & 0xffff, timestamp: (sequence * 960) >>> 0 },
        ...{ ssrc: 7, marker: false, extensions: [], payload: PAYLOAD },
      },
      this.nowMono,
    );
    if (typeof taken === 'string') throw new Error(taken);
    return taken;
  }

  #newestWith(wrapped: number): number {
    return this.#sequence - ((this.#sequence - wrapped) & 0xffff);
  }
}

describe('asks for a lost packet', () => {
  it('are sent once on a line that hardly loses any', () => {
    const line = new Line();
    line.pass(1_000);
    expect(line.asksForOne()).toEqual([0]);
  });

  it('are sent twice within five seconds after a good line has become bad', () => {
    const line = new Line();
    line.pass(90_000);
    line.pass(250, 5);
    expect(line.asksForOne()).toEqual([0, 12]);
  });

  it('are sent once again when a bad line has become good', () => {
    const line = new Line();
    line.pass(5_000, 5);
    line.pass(1_000);
    expect(line.asksForOne()).toEqual([0]);
  });
});

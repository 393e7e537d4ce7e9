import { opusPacketSamples, type ReportBlock, type RtpPacket, type SenderReport } from '@loa/protocol';
import { NackScheduler } from './nack-scheduler.ts';
import { RecentShare } from './recent-share.ts';
import { Reception, type Order } from './reception.ts';
import { ReplayWindow } from './replay-window.ts';
import type { RoundTrip } from './round-trip.ts';

/** From this share of packets lost lately on, asks are sent twice. */
const LOSSY_SHARE = 0.05;
/** Packets over which it is taken: two seconds of them. */
const JUDGED_PACKETS = 100;
/** Lost packets in a row that are worth asking for: what mediasoup keeps, one second. */
const MOST_ASKED = 50;

/** `main`: what is lost is asked for. `spread`: the same packets once more, a third of the latency later, never asked for. */
export type StreamRole = 'main' | 'spread';

/** Why an authentic packet was not used. */
export type StreamRefusal = 'wrong-payload-type' | 'not-opus' | 'out-of-range' | 'double';

/** One packet with its numbers made plain. */
export interface StreamPacket {
  /** Sequence number, unwrapped. */
  sequence: number;
  /** Length, samples at 48 kHz. */
  samples: number;
  order: Order;
  /** Packets that are missing just before it; 0 unless it is the newest. */
  gap: number;
}

export interface StreamOptions {
  ssrc: number;
  payloadType: number;
  role: StreamRole;
  roundTrip: RoundTrip;
}

/** One RTP stream of a broadcast: tells doubles and strangers from packets, counts what is lost, and asks for it. */
export class IncomingStream {
  readonly ssrc: number;
  readonly role: StreamRole;
  readonly #payloadType: number;
  readonly #reception: Reception;
  readonly #nacks: NackScheduler;
  readonly #seen = new ReplayWindow();
  readonly #counts = { received: 0, lost: 0, asked: 0 };
  /** How many of the last packets were lost at first. */
  readonly #losses = new RecentShare(JUDGED_PACKETS);

  constructor({ ssrc, payloadType, role, roundTrip }: StreamOptions) {
    this.ssrc = ssrc;
    this.role = role;
    this.#payloadType = payloadType;
    this.#reception = new Reception(ssrc);
    this.#nacks = new NackScheduler(roundTrip);
  }

  /** Takes a packet of this source; a refusal counts nothing here. */
  take(rtp: RtpPacket, nowMono: number): StreamPacket | StreamRefusal {
    if (rtp.payloadType !== this.#payloadType) return 'wrong-payload-type';
    const samples = opusPacketSamples(rtp.payload);
    if (samples === undefined) return 'not-opus';
    const highestBefore = this.#reception.highest;
    const { order, extended } = this.#reception.take(rtp.sequence);
    if (order === 'doubtful') return 'out-of-range';
    if (order === 'restarted') this.#nacks.clear();
    if (this.#seen.has(extended)) return 'double';
    this.#seen.mark(extended);
    this.#counts.received += 1;
    this.#losses.note(false);
    if (order !== 'older') this.#reception.noteArrival(rtp.timestamp, nowMono);
    const gap = order === 'newest' && highestBefore !== undefined ? extended - highestBefore - 1 : 0;
    return { sequence: extended, samples, order, gap };
  }

  /** The packets just before this one are missing; `neededAtMono` tells until when each would be of use. */
  noteGap({ sequence, gap }: StreamPacket, neededAtMono: (back: number) => number, nowMono: number): void {
    this.#counts.lost += gap;
    this.#losses.note(true, gap);
    if (this.role === 'spread') return;
    this.#nacks.setLossy(this.#losses.value > LOSSY_SHARE);
    for (let back = Math.min(gap, MOST_ASKED); back >= 1; back--)
      this.#nacks.missing(sequence - back, neededAtMono(back), nowMono);
  }

  /** What the arrival of a packet below the highest meant. */
  noteOlder(sequence: number, nowMono: number): 'answered' | 'reordered' | 'unexpected' {
    const arrival = this.#nacks.arrived(sequence, nowMono);
    // A packet that had only been overtaken was never lost.
    if (arrival === 'reordered') {
      this.#counts.lost -= 1;
      this.#losses.takeBack();
    }
    return arrival;
  }

  /** Another stream brought what this one lost. */
  noteFound(sequence: number): void {
    this.#nacks.found(sequence);
  }

  /** As in RFC 3550, ms. */
  get jitterMs(): number {
    return this.#reception.jitterMs;
  }

  /** Wrapped sequence numbers to ask the sender for now. */
  dueNacks(nowMono: number): number[] {
    const due = this.#nacks.due(nowMono).map((sequence) => sequence & 0xffff);
    this.#counts.asked += due.length;
    return due;
  }

  /** When `dueNacks` should be asked again (monotonic ms); undefined when nothing is missing. */
  nextNackMono(): number | undefined {
    return this.#nacks.nextDueMono();
  }

  onSenderReport(report: SenderReport, nowMono: number): void {
    this.#reception.noteSenderReport(report, nowMono);
  }

  /** What the next receiver report says of this stream. Starts a new interval for its share of lost packets. */
  takeReportBlock(nowMono: number): ReportBlock | undefined {
    const block = this.#reception.block(nowMono);
    if (block !== undefined && block.lastSenderReport !== 0) this.#nacks.noteServerKnowsRoundTrip();
    return block;
  }

  /** Packets that came, that were lost at first, and asks that were sent; jitter as in RFC 3550, ms. */
  toJSON(): { received: number; lost: number; asked: number; jitterMs: number } {
    return { jitterMs: this.jitterMs, ...this.#counts };
  }
}

import { buildRtcp, compactNtp, compactToMs, unixMsToNtp } from '@loa/protocol';
import type { ReportBlock, RtcpPacket } from '@loa/protocol';
import type { RoundTrip } from './round-trip.ts';

/** Between reports while nobody has answered yet: they open the way through NAT and tell the server our address. */
const KNOCK_MS = 200;
/** Knocking stops after this long; a server without a broadcast has nothing to answer. */
const KNOCK_FOR_MS = 5_000;
/** While sound comes. */
const REPORT_MS = 1_000;
/** While nothing is to come: keeps the way through NAT open. */
const KEEP_ALIVE_MS = 5_000;

/** Decides when a receiver report goes to the server and what it holds; reads the answers for the round trip. */
export class RtcpReporter {
  readonly #ssrc: number;
  readonly #cname: string;
  readonly #roundTrip: RoundTrip;
  #knockUntilMono = Number.NEGATIVE_INFINITY;
  #nextAtMono = Number.POSITIVE_INFINITY;
  #isReceiving = false;

  constructor(options: { ssrc: number; cname: string; roundTrip: RoundTrip }) {
    this.#ssrc = options.ssrc;
    this.#cname = options.cname;
    this.#roundTrip = options.roundTrip;
  }

  /** When `take` should be called next (monotonic ms). */
  get nextAtMono(): number {
    return this.#nextAtMono;
  }

  /** The socket was opened, or a stream is expected: knock until something comes. */
  knock(nowMono: number): void {
    this.#knockUntilMono = nowMono + KNOCK_FOR_MS;
    this.#nextAtMono = nowMono;
  }

  /** Something authentic came from the server: it knows where we are. */
  noteAnswer(): void {
    this.#knockUntilMono = Number.NEGATIVE_INFINITY;
  }

  /** Whether a stream is expected or running: reports are frequent then. */
  setReceiving(isReceiving: boolean): void {
    this.#isReceiving = isReceiving;
  }

  /** The report to send now; undefined before its time. `takeBlocks` is asked only when one is due. */
  take(nowMono: number, takeBlocks: () => ReportBlock[]): Uint8Array | undefined {
    if (nowMono < this.#nextAtMono) return undefined;
    this.#nextAtMono = nowMono + this.#intervalMs(nowMono);
    return buildRtcp(this.#compound(nowMono, takeBlocks()));
  }

  /** An ask for retransmission, alone as RFC 5506 allows: it must be quick and small. */
  nack(mediaSsrc: number, sequences: number[]): Uint8Array {
    return buildRtcp([{ type: 'nack', senderSsrc: this.#ssrc, mediaSsrc, sequences }]);
  }

  /** Takes what came from the server; measures the round trip where our reference time comes back. */
  onRtcp(packets: readonly RtcpPacket[], nowMono: number): void {
    for (const packet of packets) {
      if (packet.type !== 'reference-time-echo') continue;
      for (const { lastReferenceTime, delaySinceLast } of packet.echoes) {
        if (lastReferenceTime === 0) continue;
        this.#roundTrip.measured(
          compactToMs(compactNtp(unixMsToNtp(nowMono)) - lastReferenceTime - delaySinceLast),
        );
      }
    }
  }

  #intervalMs(nowMono: number): number {
    if (nowMono < this.#knockUntilMono) return KNOCK_MS;
    return this.#isReceiving ? REPORT_MS : KEEP_ALIVE_MS;
  }

  // Idle, a bare report is enough; it is most of what a pole sends in a month.
  #compound(nowMono: number, blocks: ReportBlock[]): RtcpPacket[] {
    const report: RtcpPacket = { type: 'receiver-report', ssrc: this.#ssrc, blocks };
    if (!this.#isReceiving) return [report];
    // Any clock serves: only the difference to its echo is used.
    const reference = unixMsToNtp(nowMono);
    return [
      report,
      { type: 'source-description', chunks: [{ ssrc: this.#ssrc, cname: this.#cname }] },
      {
        type: 'reference-time',
        ssrc: this.#ssrc,
        ntpSeconds: reference.seconds,
        ntpFraction: reference.fraction,
      },
    ];
  }
}

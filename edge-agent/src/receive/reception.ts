import { compactNtp, msToCompact, SAMPLE_RATE_HZ, unwrapSequence, wrapTimestamp } from '@loa/protocol';
import type { ReportBlock, SenderReport } from '@loa/protocol';

/** Further ahead than a minute, or further behind than 10 s, is another stream, unless the next packet agrees. */
const MAX_AHEAD = 3_000;
const MAX_BEHIND = 500;

const SAMPLES_PER_MS = SAMPLE_RATE_HZ / 1000;

/** How a sequence number relates to those before: the first, the newest, an older one, or not believable. */
export type Order = 'first' | 'newest' | 'older' | 'restarted' | 'doubtful';

/** Follows one source's numbers: order, jitter, and the report that goes back to the sender (RFC 3550 appendix A). */
export class Reception {
  readonly #ssrc: number;
  #base = 0;
  #highest: number | undefined;
  #doubtful: number | undefined;
  #received = 0;
  #expectedBefore = 0;
  #receivedBefore = 0;
  #jitter = 0;
  #lastTransit: number | undefined;
  #senderReport: { compact: number; atMono: number } | undefined;

  constructor(ssrc: number) {
    this.#ssrc = ssrc;
  }

  /** Highest unwrapped sequence number; undefined before the first packet. */
  get highest(): number | undefined {
    return this.#highest;
  }

  /** Interarrival jitter, ms (RFC 3550 section 6.4.1). */
  get jitterMs(): number {
    return this.#jitter / SAMPLES_PER_MS;
  }

  /** Takes the number of a packet. A number out of range restarts the count when the next one follows on it. */
  take(sequence: number): { order: Order; extended: number } {
    if (this.#highest === undefined) return this.#start(sequence, 'first');
    const extended = unwrapSequence(sequence, this.#highest);
    const ahead = extended - this.#highest;
    if (ahead > MAX_AHEAD || ahead < -MAX_BEHIND) return this.#doubt(sequence, extended);
    this.#doubtful = undefined;
    this.#received += 1;
    this.#base = Math.min(this.#base, extended);
    if (ahead <= 0) return { order: 'older', extended };
    this.#highest = extended;
    return { order: 'newest', extended };
  }

  /** Takes the arrival of a new packet (not of a retransmission) for the jitter. */
  noteArrival(timestamp: number, nowMono: number): void {
    const transit = wrapTimestamp(Math.round(nowMono * SAMPLES_PER_MS) - timestamp);
    if (this.#lastTransit !== undefined) {
      const change = Math.abs((transit - this.#lastTransit) | 0);
      // A pause or a new count is not jitter.
      if (change < SAMPLE_RATE_HZ) this.#jitter += (change - this.#jitter) / 16;
    }
    this.#lastTransit = transit;
  }

  noteSenderReport(report: SenderReport, nowMono: number): void {
    const compact = compactNtp({ seconds: report.ntpSeconds, fraction: report.ntpFraction });
    this.#senderReport = { compact, atMono: nowMono };
  }

  /** What the next report says of this source; undefined before its first packet. */
  block(nowMono: number): ReportBlock | undefined {
    if (this.#highest === undefined) return undefined;
    const expected = this.#expected();
    const lost = expected - this.#received;
    const expectedNow = expected - this.#expectedBefore;
    const lostNow = expectedNow - (this.#received - this.#receivedBefore);
    this.#expectedBefore = expected;
    this.#receivedBefore = this.#received;
    return {
      ssrc: this.#ssrc,
      fractionLost:
        expectedNow > 0 && lostNow > 0 ? Math.min(255, Math.floor((lostNow * 256) / expectedNow)) : 0,
      cumulativeLost: Math.max(-0x80_0000, Math.min(0x7f_ffff, lost)),
      highestSequence: wrapTimestamp(this.#highest),
      jitter: Math.round(this.#jitter),
      lastSenderReport: this.#senderReport?.compact ?? 0,
      delaySinceLastSenderReport: this.#senderReport ? msToCompact(nowMono - this.#senderReport.atMono) : 0,
    };
  }

  #start(extended: number, order: 'first' | 'restarted'): { order: Order; extended: number } {
    this.#base = extended;
    this.#highest = extended;
    this.#doubtful = undefined;
    this.#received = 1;
    this.#expectedBefore = 0;
    this.#receivedBefore = 0;
    this.#lastTransit = undefined;
    return { order, extended };
  }

  #doubt(sequence: number, extended: number): { order: Order; extended: number } {
    const agrees = this.#doubtful === sequence;
    this.#doubtful = (sequence + 1) & 0xffff;
    // The new count goes on above the old one, so that what is buffered stays before what comes.
    if (agrees) return this.#start(unwrapSequence(sequence, (this.#highest ?? 0) + 0x8000), 'restarted');
    return { order: 'doubtful', extended };
  }

  #expected(): number {
    return this.#highest === undefined ? 0 : this.#highest - this.#base + 1;
  }
}

import {
  ABS_CAPTURE_TIME_ID,
  opusPacketSamples,
  parseRtp,
  readAbsCaptureTime,
  rtpExtension,
} from '@loa/protocol';
import {
  FRAME_SAMPLES,
  SAMPLE_RATE_HZ,
  type OpusDecoder,
  type ReceiverNumbers,
  type ReportBlock,
} from '@loa/protocol';
import type { RtpPacket, SenderReport } from '@loa/protocol';
import { FrameMaker, type LiveFrame } from './frame-maker.ts';
import { JitterBuffer, type BufferedPacket } from './jitter-buffer.ts';
import { NackScheduler } from './nack-scheduler.ts';
import { Reception, type Order } from './reception.ts';
import { ReplayWindow } from './replay-window.ts';
import type { RoundTrip } from './round-trip.ts';
import { Timeline } from './timeline.ts';

const SAMPLES_PER_MS = SAMPLE_RATE_HZ / 1000;

/** From this share of lost packets on, asks are sent twice. */
const LOSSY_SHARE = 0.05;

/** Lost packets in a row that are worth asking for: what mediasoup keeps, one second. */
const MOST_ASKED = 50;

/** Why an authentic packet was not used. */
export type ReceiverRefusal =
  'malformed' | 'unknown-ssrc' | 'wrong-payload-type' | 'not-opus' | 'out-of-range';

export interface LiveReceiverOptions {
  ssrc: number;
  payloadType: number;
  /** A packet captured at T is to sound at T + this (ms). */
  latencyMs: number;
  decoder: OpusDecoder;
  roundTrip: RoundTrip;
}

/**
 * One live stream from decrypted packets to an unbroken row of 20 ms frames. The output asks for a frame when it needs
 * one, and learns when it was captured; what is missing by then is recovered from the next packet, or guessed.
 */
export class LiveReceiver {
  readonly #options: LiveReceiverOptions;
  readonly #buffer = new JitterBuffer();
  readonly #timeline = new Timeline();
  readonly #reception: Reception;
  readonly #nacks: NackScheduler;
  readonly #maker: FrameMaker;
  readonly #seen = new ReplayWindow();
  readonly #counts = { received: 0, lost: 0, recoveredByRetransmission: 0, late: 0, duplicates: 0 };
  readonly #refused: Partial<Record<ReceiverRefusal, number>> = {};
  /** Earliest arrival of any packet, relative to its place on the timeline (monotonic ms). */
  #baseMono = Number.POSITIVE_INFINITY;
  #baseSegment = 0;
  #lastTaken: { position: number; atMono: number } | undefined;
  #isClosed = false;

  constructor(options: LiveReceiverOptions) {
    this.#options = options;
    this.#reception = new Reception(options.ssrc);
    this.#nacks = new NackScheduler(options.roundTrip);
    this.#maker = new FrameMaker(options.decoder, this.#buffer);
  }

  get ssrc(): number {
    return this.#options.ssrc;
  }

  get payloadType(): number {
    return this.#options.payloadType;
  }

  /** Sound that waits to be taken, ms. */
  get bufferedMs(): number {
    const last = this.#buffer.last();
    const first = this.#buffer.first();
    if (last === undefined || first === undefined) return 0;
    const from = this.#maker.outputPosition() ?? first.position;
    return Math.max(0, (last.position + last.samples - from) / SAMPLES_PER_MS);
  }

  /** Takes one decrypted RTP packet. Never throws; what cannot be used is counted by reason. */
  onPacket(bytes: Uint8Array, nowMono: number): void {
    const rtp = parseRtp(bytes);
    if (rtp === undefined) return this.#refuse('malformed');
    if (rtp.ssrc !== this.#options.ssrc) return this.#refuse('unknown-ssrc');
    if (rtp.payloadType !== this.#options.payloadType) return this.#refuse('wrong-payload-type');
    const samples = opusPacketSamples(rtp.payload);
    if (samples === undefined) return this.#refuse('not-opus');
    const highestBefore = this.#reception.highest;
    const { order, extended } = this.#reception.take(rtp.sequence);
    if (order === 'doubtful') return this.#refuse('out-of-range');
    if (order === 'restarted') this.#startOver();
    this.#take(rtp, this.#place(rtp, extended, samples), { order, highestBefore, nowMono });
  }

  /** The next 20 ms, to be asked for when it must sound. Always gives a frame. */
  nextFrame(nowMono: number): LiveFrame {
    if (this.#isClosed) return { pcm: new Int16Array(FRAME_SAMPLES), kind: 'silence', captureAt: undefined };
    const position = this.#maker.outputPosition();
    if (position !== undefined) this.#lastTaken = { position, atMono: nowMono };
    return this.#maker.next();
  }

  /** Capture time of the next frame, Unix ms on the server's clock; undefined before the first packet and once closed. */
  captureTimeMsOfNextFrame(): number | undefined {
    return this.#isClosed ? undefined : this.#maker.captureAtOfNext();
  }

  /** Drops what was captured before `captureMs`: the output is late and catches up. Never goes back. */
  skipTo(captureMs: number): void {
    this.#maker.skipTo(captureMs);
  }

  /** Wrapped sequence numbers to ask the sender for now. */
  dueNacks(nowMono: number): number[] {
    return this.#nacks.due(nowMono).map((sequence) => sequence & 0xffff);
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

  /** Counters since the stream began. */
  toJSON(): ReceiverNumbers {
    const roundTripMs = this.#options.roundTrip.ms ?? null;
    const { recoveredByFec, concealed } = this.#maker.counts;
    return { ...this.#counts, recoveredByFec, concealed, jitterMs: this.#reception.jitterMs, roundTripMs };
  }

  /** Authentic packets that were not used, by reason. */
  refused(): Partial<Record<ReceiverRefusal | 'undecodable', number>> {
    const { undecodable } = this.#maker.counts;
    return undecodable === 0 ? { ...this.#refused } : { ...this.#refused, undecodable };
  }

  /** Gives the decoder's memory back; frames are silent from now on. Twice is fine. */
  close(): void {
    this.#isClosed = true;
    this.#buffer.clear();
    this.#options.decoder.free();
  }

  #place(rtp: RtpPacket, sequence: number, samples: number): BufferedPacket {
    const stamp = rtpExtension(rtp, ABS_CAPTURE_TIME_ID);
    const place = this.#timeline.place(rtp.timestamp, stamp && readAbsCaptureTime(stamp));
    return { ...place, sequence, samples, payload: rtp.payload };
  }

  #take(
    rtp: RtpPacket,
    packet: BufferedPacket,
    arrival: { order: Order; highestBefore: number | undefined; nowMono: number },
  ): void {
    const { order, highestBefore, nowMono } = arrival;
    if (this.#seen.has(packet.sequence)) {
      this.#counts.duplicates += 1;
      return;
    }
    this.#seen.mark(packet.sequence);
    this.#counts.received += 1;
    if (order !== 'older') this.#reception.noteArrival(rtp.timestamp, nowMono);
    if (order === 'newest' && highestBefore !== undefined) this.#noteGap(highestBefore, packet, nowMono);
    this.#noteTransit(packet, nowMono);
    this.#store(packet, order === 'older' ? this.#nacks.arrived(packet.sequence, nowMono) : undefined);
  }

  #store(packet: BufferedPacket, answer: 'answered' | 'reordered' | 'unexpected' | undefined): void {
    // A packet that had only been overtaken was never lost.
    if (answer === 'reordered') this.#counts.lost -= 1;
    if (this.#maker.isPast(packet)) {
      this.#counts.late += 1;
      return;
    }
    if (answer === 'answered') this.#counts.recoveredByRetransmission += 1;
    this.#buffer.put(packet);
  }

  #noteGap(highestBefore: number, packet: BufferedPacket, nowMono: number): void {
    const gap = packet.sequence - highestBefore - 1;
    this.#counts.lost += gap;
    this.#nacks.setLossy(this.#lossShare() > LOSSY_SHARE);
    for (let back = Math.min(gap, MOST_ASKED); back >= 1; back--) {
      const position = packet.position - back * packet.samples;
      this.#nacks.missing(packet.sequence - back, this.#neededAtMono(position, nowMono), nowMono);
    }
  }

  #lossShare(): number {
    const { received, lost } = this.#counts;
    return lost / Math.max(50, received + lost);
  }

  #noteTransit(packet: BufferedPacket, nowMono: number): void {
    if (packet.segment < this.#baseSegment) return;
    const transit = nowMono - packet.position / SAMPLES_PER_MS;
    this.#baseMono = packet.segment > this.#baseSegment ? transit : Math.min(this.#baseMono, transit);
    this.#baseSegment = packet.segment;
  }

  // Once the output takes frames its pace tells the deadline; before, the quickest packet so far stands for "at once".
  #neededAtMono(position: number, nowMono: number): number {
    const latest = nowMono + this.#options.latencyMs;
    const taken = this.#lastTaken;
    const neededAt =
      taken === undefined
        ? this.#baseMono + position / SAMPLES_PER_MS + this.#options.latencyMs
        : taken.atMono + (position - taken.position) / SAMPLES_PER_MS;
    // Around a step of the timeline the two are not comparable; then the broadcast's latency is the best guess.
    return Math.abs(neededAt - nowMono) <= 2 * this.#options.latencyMs ? neededAt : latest;
  }

  #startOver(): void {
    this.#timeline.restart();
    this.#nacks.clear();
    this.#lastTaken = undefined;
  }

  #refuse(reason: ReceiverRefusal): void {
    this.#refused[reason] = (this.#refused[reason] ?? 0) + 1;
  }
}

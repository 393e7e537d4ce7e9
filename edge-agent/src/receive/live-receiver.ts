import {
  ABS_CAPTURE_TIME_ID,
  FRAME_SAMPLES,
  parseRtp,
  readAbsCaptureTime,
  rtpExtension,
  SAMPLE_RATE_HZ,
  type ReceiverNumbers,
  type ReportBlock,
  type RtpPacket,
  type SenderReport,
} from '@loa/protocol';
import { FrameMaker, type FrameDecoder, type LiveFrame } from './frame-maker.ts';
import { IncomingStream, type StreamPacket, type StreamRefusal, type StreamRole } from './incoming-stream.ts';
import { JitterBuffer, type BufferedPacket } from './jitter-buffer.ts';
import type { RoundTrip } from './round-trip.ts';
import { SeenPlaces } from './seen-places.ts';
import { Timeline } from './timeline.ts';

const SAMPLES_PER_MS = SAMPLE_RATE_HZ / 1000;
/** Frames that are taken within this time are taken together, for one block of the output, ms. */
const TOGETHER_MS = 10;
/** The output takes no longer blocks than this. */
const LONGEST_BLOCK_SAMPLES = 160 * SAMPLES_PER_MS;

/** Why an authentic packet was not used. */
export type ReceiverRefusal = 'malformed' | 'unknown-ssrc' | Exclude<StreamRefusal, 'double'>;

export interface LiveReceiverOptions {
  /** A packet captured at T is to sound at T + this (ms). */
  latencyMs: number;
  decoder: FrameDecoder;
  roundTrip: RoundTrip;
}

/** How a packet came, for those who keep account of it. */
interface Arrival extends StreamPacket {
  stream: IncomingStream;
  nowMono: number;
}

/**
 * One live broadcast from decrypted packets to an unbroken row of 20 ms frames. Its packets may come by several streams:
 * the main one, a second copy some time later, another flow after the first has died; all meet on one timeline. The
 * output asks for a frame when it needs one; what is missing by then is recovered from the next packet, or guessed.
 */
export class LiveReceiver {
  readonly #options: LiveReceiverOptions;
  readonly #buffer = new JitterBuffer();
  readonly #timeline = new Timeline();
  readonly #maker: FrameMaker;
  readonly #streams = new Map<number, IncomingStream>();
  readonly #places = new SeenPlaces();
  readonly #counts = {
    received: 0,
    recoveredByRetransmission: 0,
    recoveredBySpread: 0,
    late: 0,
    duplicates: 0,
    lost: 0,
    asked: 0,
  };
  readonly #refused: Partial<Record<ReceiverRefusal, number>> = {};
  #jitterMs = 0;
  /** Earliest arrival of any packet, relative to its place on the timeline (monotonic ms). */
  #baseMono = Number.POSITIVE_INFINITY;
  #baseSegment = 0;
  /** Newest place that the main stream has told, to find the number of another place in it. */
  #newest: { stream: IncomingStream; sequence: number; place: BufferedPacket } | undefined;
  /** When the output last took frames, from where on, and what it takes together, samples. */
  #block: { position: number; atMono: number; samples: number } | undefined;
  #isClosed = false;

  constructor(options: LiveReceiverOptions) {
    this.#options = options;
    this.#maker = new FrameMaker(options.decoder, this.#buffer);
  }

  /** Expects packets of another stream too; one that is expected already goes on. */
  join({ ssrc, payloadType, role }: { ssrc: number; payloadType: number; role: StreamRole }): void {
    if (this.#streams.has(ssrc)) return;
    const { roundTrip } = this.#options;
    this.#streams.set(ssrc, new IncomingStream({ ssrc, payloadType, role, roundTrip }));
  }

  /** A stream is over; what it brought is played. */
  leave(ssrc: number): void {
    const stream = this.#streams.get(ssrc);
    if (stream === undefined) return;
    this.#streams.delete(ssrc);
    if (stream.role === 'main') this.#settle(stream);
  }

  get ssrcs(): number[] {
    return [...this.#streams.keys()];
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
    const stream = this.#streams.get(rtp.ssrc);
    if (stream === undefined) return this.#refuse('unknown-ssrc');
    const packet = stream.take(rtp, nowMono);
    if (packet === 'double') this.#counts.duplicates += 1;
    else if (typeof packet === 'string') this.#refuse(packet);
    else this.#take(rtp, { stream, nowMono, ...packet });
  }

  /** The next 20 ms, to be asked for when it must sound. Always gives a frame. */
  nextFrame(nowMono: number): LiveFrame {
    if (this.#isClosed) return { pcm: new Int16Array(FRAME_SAMPLES), kind: 'silence', captureAt: undefined };
    const position = this.#maker.outputPosition();
    if (position !== undefined) this.#noteTaken(position, nowMono);
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

  /** Wrapped sequence numbers to ask for now, by stream. */
  dueNacks(nowMono: number): { ssrc: number; sequences: number[] }[] {
    return [...this.#streams.values()].flatMap((stream) => {
      const sequences = stream.dueNacks(nowMono);
      return sequences.length === 0 ? [] : [{ ssrc: stream.ssrc, sequences }];
    });
  }

  /** When `dueNacks` should be asked again (monotonic ms); undefined when nothing is missing. */
  nextNackMono(): number | undefined {
    let next: number | undefined;
    for (const stream of this.#streams.values()) {
      const due = stream.nextNackMono();
      if (due !== undefined) next = Math.min(next ?? due, due);
    }
    return next;
  }

  onSenderReport(report: SenderReport, nowMono: number): void {
    this.#streams.get(report.ssrc)?.onSenderReport(report, nowMono);
  }

  /** What the next receiver report says of each stream. Starts a new interval for their shares of lost packets. */
  takeReportBlocks(nowMono: number): ReportBlock[] {
    return [...this.#streams.values()].flatMap((stream) => stream.takeReportBlock(nowMono) ?? []);
  }

  /** Counters since the broadcast began here. */
  toJSON(): ReceiverNumbers {
    const roundTripMs = this.#options.roundTrip.ms ?? null;
    const { recoveredByFec, concealed } = this.#maker.counts;
    const counts = { ...this.#counts };
    let hasSpread = false;
    for (const stream of this.#streams.values()) {
      hasSpread ||= stream.role === 'spread';
      if (stream.role === 'main') addTo(counts, stream.toJSON());
    }
    const { bufferedMs } = this;
    const jitterMs = this.#jitterMs;
    return { recoveredByFec, concealed, bufferedMs, hasSpread, roundTripMs, jitterMs, ...counts };
  }

  /** Authentic packets that were not used, by reason. */
  refused(): Partial<Record<ReceiverRefusal | 'undecodable', number>> {
    const { undecodable } = this.#maker.counts;
    return undecodable === 0 ? { ...this.#refused } : { undecodable, ...this.#refused };
  }

  /** Gives the decoder's memory back; frames are silent from now on. Twice is fine. */
  close(): void {
    this.#isClosed = true;
    this.#buffer.clear();
    this.#options.decoder.free();
  }

  #take(rtp: RtpPacket, arrival: Arrival): void {
    const { stream, sequence, order, nowMono } = arrival;
    const isMain = stream.role === 'main';
    // The second copy follows on the first: where it starts over it must not take the line back.
    if (isMain && order === 'restarted') this.#startOver();
    const packet = this.#place(rtp, arrival);
    if (isMain) this.#follow(arrival, packet);
    const answer = order === 'older' ? stream.noteOlder(sequence, nowMono) : undefined;
    this.#noteTransit(packet, nowMono);
    if (!this.#places.add(packet)) return;
    this.#counts.received += 1;
    if (!isMain) this.#noteSpread(packet);
    this.#store(packet, answer);
  }

  #place(rtp: RtpPacket, { sequence, samples }: StreamPacket): BufferedPacket {
    const stamp = rtpExtension(rtp, ABS_CAPTURE_TIME_ID);
    const place = this.#timeline.place(rtp.timestamp, stamp && readAbsCaptureTime(stamp));
    return { ssrc: rtp.ssrc, sequence, samples, payload: rtp.payload, ...place };
  }

  #follow(arrival: Arrival, packet: BufferedPacket): void {
    const { stream, sequence, gap, order, nowMono } = arrival;
    this.#jitterMs = stream.jitterMs;
    if (order === 'older') return;
    this.#newest = { stream, sequence, place: packet };
    if (gap === 0) return;
    const neededAt = (back: number) =>
      this.#neededAtMono(packet.position - back * packet.samples, packet.segment, nowMono);
    stream.noteGap(arrival, neededAt, nowMono);
  }

  #store(packet: BufferedPacket, answer: 'answered' | 'reordered' | 'unexpected' | undefined): void {
    if (this.#maker.isPast(packet)) {
      this.#counts.late += 1;
      return;
    }
    if (answer === 'answered') this.#counts.recoveredByRetransmission += 1;
    this.#buffer.put(packet);
  }

  // The copy comes later than the packet would have: what is new by it was lost, and need not be asked for again.
  #noteSpread(packet: BufferedPacket): void {
    if (this.#maker.isPast(packet)) return;
    this.#counts.recoveredBySpread += 1;
    const newest = this.#newest;
    if (newest === undefined || newest.place.segment !== packet.segment) return;
    const back = Math.round((newest.place.position - packet.position) / packet.samples);
    newest.stream.noteFound(newest.sequence - back);
  }

  #noteTransit(packet: BufferedPacket, nowMono: number): void {
    if (packet.segment < this.#baseSegment) return;
    const transit = nowMono - packet.position / SAMPLES_PER_MS;
    this.#baseMono = packet.segment > this.#baseSegment ? transit : Math.min(this.#baseMono, transit);
    this.#baseSegment = packet.segment;
  }

  #noteTaken(position: number, nowMono: number): void {
    const former = this.#block;
    if (former !== undefined && nowMono - former.atMono < TOGETHER_MS) return;
    const samples = former === undefined ? 0 : position - former.position;
    const isBlock = samples >= FRAME_SAMPLES && samples <= LONGEST_BLOCK_SAMPLES;
    this.#block = { position, atMono: nowMono, samples: isBlock ? samples : FRAME_SAMPLES };
  }

  // Once the output takes blocks their pace tells the deadline; before, the quickest packet so far stands for "at once".
  #neededAtMono(position: number, segment: number, nowMono: number): number {
    const latest = nowMono + this.#options.latencyMs;
    const block = this.#block;
    const base = segment === this.#baseSegment ? this.#baseMono : Number.NaN;
    const neededAt =
      block === undefined
        ? base + position / SAMPLES_PER_MS + this.#options.latencyMs
        : block.atMono + blocksUntil(position, block) * (block.samples / SAMPLES_PER_MS);
    // Around a step of the timeline the two are not comparable; then the broadcast's latency is the best guess.
    return Math.abs(neededAt - nowMono) <= 2 * this.#options.latencyMs ? neededAt : latest;
  }

  #settle(stream: IncomingStream): void {
    addTo(this.#counts, stream.toJSON());
  }

  #startOver(): void {
    this.#timeline.restart();
    this.#block = undefined;
  }

  #refuse(reason: ReceiverRefusal): void {
    this.#refused[reason] = (this.#refused[reason] ?? 0) + 1;
  }
}

function addTo(sum: { lost: number; asked: number }, { lost, asked }: { lost: number; asked: number }): void {
  sum.lost += lost;
  sum.asked += asked;
}

/** How many blocks after this one the one is taken that needs a position. */
function blocksUntil(position: number, block: { position: number; samples: number }): number {
  return Math.floor((position - block.position) / block.samples);
}

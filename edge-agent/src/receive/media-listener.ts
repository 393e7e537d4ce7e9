import type { Clock, Opus, ReportBlock, RtcpPacket } from '@loa/protocol';
import type { StreamRole } from './incoming-stream.ts';
import { LiveReceiver } from './live-receiver.ts';
import { MediaSocket, type MediaEndpoint } from './media-socket.ts';
import { RoundTrip } from './round-trip.ts';
import { RtcpReporter } from './rtcp-reporter.ts';

export interface MediaListenerOptions {
  clock: Clock;
  opus: Opus;
  /** Our own synchronisation source, any 32-bit number. */
  ssrc: number;
  /** Canonical name in reports: the cluster's id. */
  cname: string;
  /** Something came and has woken the program. With it, packets in their order may wait until `flush`. */
  onArrival?: () => void;
}

/** A stream that was announced in a signed message. */
export interface AnnouncedStream {
  ssrc: number;
  payloadType: number;
  role: StreamRole;
}

/** Keeps the standing media flow alive and feeds the live receivers: reports, asks for lost packets, round trip. */
export class MediaListener {
  readonly #options: MediaListenerOptions;
  readonly #socket: MediaSocket;
  readonly #reporter: RtcpReporter;
  readonly #roundTrip = new RoundTrip();
  readonly #receivers = new Set<LiveReceiver>();
  #timer: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(options: MediaListenerOptions) {
    this.#options = options;
    this.#socket = new MediaSocket({
      clock: options.clock,
      ...(options.onArrival === undefined ? {} : { onArrival: options.onArrival }),
      onRtcp: (packets, arrivedMono) => this.#onRtcp(packets, arrivedMono),
    });
    this.#reporter = new RtcpReporter({
      ssrc: options.ssrc,
      cname: options.cname,
      roundTrip: this.#roundTrip,
    });
  }

  /** Opens the flow, or moves it to another endpoint; receivers go on. Rejects as `MediaSocket.open` does. */
  async open(endpoint: MediaEndpoint): Promise<void> {
    await this.#socket.open(endpoint);
    this.#reporter.knock(this.#options.clock.mono());
    this.#pump();
  }

  /** Starts to receive a broadcast, whose streams then `join`. */
  receive({ latencyMs }: { latencyMs: number }): LiveReceiver {
    const decoder = this.#options.opus.passingDecoder();
    const receiver = new LiveReceiver({ latencyMs, decoder, roundTrip: this.#roundTrip });
    this.#receivers.add(receiver);
    this.#reporter.setReceiving(true);
    return receiver;
  }

  /** Leads a stream to the receiver of its broadcast; one that is led there already goes on. */
  join(receiver: LiveReceiver, stream: AnnouncedStream): void {
    if (receiver.ssrcs.includes(stream.ssrc)) return;
    receiver.join(stream);
    this.#reporter.knock(this.#options.clock.mono());
    this.#socket.expect(stream.ssrc, stream.payloadType, (packet, arrivedMono) => {
      this.#reporter.noteAnswer();
      receiver.onPacket(packet, arrivedMono);
      if (receiver.nextNackMono() !== undefined) this.#pump();
    });
    this.#pump();
  }

  /** A stream is over; its broadcast may go on by others. */
  leave(receiver: LiveReceiver, ssrc: number): void {
    this.#socket.forget(ssrc);
    receiver.leave(ssrc);
  }

  /** Takes the packets that wait. */
  flush(): void {
    this.#socket.flush();
  }

  /** Ends the receiver of a broadcast. Twice is fine. */
  release(receiver: LiveReceiver): void {
    for (const ssrc of receiver.ssrcs) this.leave(receiver, ssrc);
    receiver.close();
    this.#receivers.delete(receiver);
    this.#reporter.setReceiving(this.#receivers.size > 0);
  }

  /** Closes the flow; receivers stay, and hear again when another is opened. */
  hangUp(): void {
    this.#socket.close();
    clearTimeout(this.#timer);
  }

  /** How long nothing authentic has come, ms; undefined when nothing ever came through this flow. */
  silentForMs(): number | undefined {
    const last = this.#socket.lastAuthenticMono;
    return last === undefined ? undefined : this.#options.clock.mono() - last;
  }

  /** Smoothed round trip to the media server, ms; undefined before the first measurement. */
  get roundTripMs(): number | undefined {
    return this.#roundTrip.ms;
  }

  /** Packets that were not used, by reason, since the start. */
  refused(): Record<string, number> {
    const refused: Record<string, number> = { ...this.#socket.refused() };
    for (const receiver of this.#receivers) {
      for (const [reason, count] of Object.entries(receiver.refused())) {
        refused[reason] = (refused[reason] ?? 0) + count;
      }
    }
    return refused;
  }

  /** Ends all receivers and closes the socket for good. Twice is fine. */
  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    for (const receiver of [...this.#receivers]) this.release(receiver);
    this.#socket.close();
  }

  #onRtcp(packets: RtcpPacket[], arrivedMono: number): void {
    this.#reporter.noteAnswer();
    this.#reporter.onRtcp(packets, arrivedMono);
    for (const packet of packets) {
      if (packet.type !== 'sender-report') continue;
      for (const receiver of this.#receivers) receiver.onSenderReport(packet, arrivedMono);
    }
  }

  /** Sends what is due and sets the timer for what is due next. */
  #pump(): void {
    if (this.#isClosed) return;
    const nowMono = this.#options.clock.mono();
    for (const receiver of this.#receivers) {
      for (const { ssrc, sequences } of receiver.dueNacks(nowMono))
        this.#socket.sendRtcp(this.#reporter.nack(ssrc, sequences));
    }
    const report = this.#reporter.take(nowMono, () => this.#takeBlocks(nowMono));
    if (report !== undefined) this.#socket.sendRtcp(report);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#pump(), Math.max(1, this.#nextDueMono() - nowMono));
  }

  #takeBlocks(nowMono: number): ReportBlock[] {
    return [...this.#receivers].flatMap((receiver) => receiver.takeReportBlocks(nowMono));
  }

  #nextDueMono(): number {
    let next = this.#reporter.nextAtMono;
    for (const receiver of this.#receivers) next = Math.min(next, receiver.nextNackMono() ?? next);
    return next;
  }
}

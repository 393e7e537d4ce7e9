import type { types } from 'mediasoup';
import { LoaError, type Clock, type Microphone } from '@loa/protocol';
import type { MicrophonePacket } from './intake.ts';
import type { MediaWorker } from './media-worker.ts';
import { PacketTapLink } from './packet-tap-link.ts';

/** A source of the bus: packets, and whether more may come. */
export interface LiveMicrophone {
  readonly id: string;
  readonly accountId: string;
  /** `lost`: it was connected, and is not now. It may come back until it is `closed`. */
  readonly state: 'new' | 'open' | 'lost' | 'closed';
  /** Monotonic ms of the last packet, or of the opening before there was one. */
  readonly lastPacketMono: number;
  /** Returns what removes the listener again. */
  onPacket(listener: (packet: MicrophonePacket) => void): () => void;
}

export interface MicrophoneSocketParts {
  worker: Pick<MediaWorker, 'router' | 'openBrowserTransport'>;
  clock: Clock;
  id: string;
  accountId: string;
}

/** One browser's microphone: WebRTC in, RTP packets out. */
export class MicrophoneSocket implements LiveMicrophone {
  readonly id: string;
  readonly accountId: string;
  readonly #worker: MicrophoneSocketParts['worker'];
  readonly #clock: Clock;
  readonly #listeners = new Set<(packet: MicrophonePacket) => void>();
  #transport: types.WebRtcTransport | undefined;
  #producer: types.Producer | undefined;
  #lastPacketMono: number;
  #isAway = false;
  #isClosed = false;

  constructor({ worker, clock, id, accountId }: MicrophoneSocketParts) {
    this.id = id;
    this.accountId = accountId;
    this.#worker = worker;
    this.#clock = clock;
    this.#lastPacketMono = clock.mono();
  }

  get state(): LiveMicrophone['state'] {
    if (this.#isClosed || this.#transport?.closed === true) return 'closed';
    if (this.#isAway) return 'lost';
    return this.#producer === undefined ? 'new' : 'open';
  }

  get lastPacketMono(): number {
    return this.#lastPacketMono;
  }

  /** What the browser needs to connect. Throws `live.worker-away`, or `live.no-microphone` when closed meanwhile. */
  async open(): Promise<Microphone> {
    const transport = await this.#worker.openBrowserTransport();
    this.#transport = transport;
    if (this.#isClosed) transport.close();
    this.#require();
    transport.on('icestatechange', (state) => this.#note(state !== 'disconnected' && state !== 'closed'));
    transport.on('dtlsstatechange', (state) => this.#note(state !== 'failed' && state !== 'closed'));
    const { iceParameters, iceCandidates, dtlsParameters } = transport;
    return {
      id: this.id,
      routerRtpCapabilities: { ...this.#worker.router.rtpCapabilities },
      transport: {
        id: transport.id,
        iceParameters: { ...iceParameters },
        iceCandidates: iceCandidates.map((candidate) => ({ ...candidate })),
        dtlsParameters: { ...dtlsParameters },
      },
    };
  }

  /** Throws `input.invalid` for parameters that mediasoup cannot use, `live.no-microphone` when it is closed. */
  async connect(dtlsParameters: object): Promise<void> {
    const transport = this.#require();
    await refused(() => transport.connect({ dtlsParameters: dtlsParameters as types.DtlsParameters }));
  }

  /** As `connect`. Answers the producer's id. */
  async produce(rtpParameters: object): Promise<string> {
    const transport = this.#require();
    if (this.#producer !== undefined) throw new LoaError('input.conflict', { microphoneId: this.id });
    const producer = await refused(() =>
      transport.produce({ kind: 'audio', rtpParameters: rtpParameters as types.RtpParameters }),
    );
    // Of two asks at once, one microphone must not become two voices in one stream.
    if (this.#producer !== undefined) {
      producer.close();
      throw new LoaError('input.conflict', { microphoneId: this.id });
    }
    this.#producer = producer;
    await PacketTapLink.open(this.#worker.router, producer.id, (packet) => this.#take(packet));
    return producer.id;
  }

  onPacket(listener: (packet: MicrophonePacket) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  close(): void {
    this.#isClosed = true;
    this.#listeners.clear();
    this.#transport?.close();
  }

  #require(): types.WebRtcTransport {
    if (this.#transport === undefined || this.#transport.closed) {
      throw new LoaError('live.no-microphone', { microphoneId: this.id });
    }
    return this.#transport;
  }

  #note(isThere: boolean): void {
    this.#isAway = !isThere;
  }

  #take(packet: MicrophonePacket): void {
    this.#lastPacketMono = this.#clock.mono();
    for (const listener of this.#listeners) listener(packet);
  }
}

/** mediasoup refuses a browser's parameters by throwing; that is the caller's fault, not ours. */
async function refused<Result>(act: () => Promise<Result>): Promise<Result> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof LoaError) throw error;
    throw new LoaError(
      'input.invalid',
      { reason: error instanceof Error ? error.message : String(error) },
      error,
    );
  }
}

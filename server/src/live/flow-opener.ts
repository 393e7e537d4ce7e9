import { randomBytes } from 'node:crypto';
import { EventEmitter } from 'node:events';
import type { JWK } from 'jose';
import type { types } from 'mediasoup';
import type { Logger } from 'pino';
import { sealFor, type Clock, type MediaFlow, type MediaKeys } from '@loa/protocol';
import type { MediaWorker } from './media-worker.ts';

/** What the poles ask for, as the pole watcher knows it. */
export interface PoleRequests {
  state(clusterId: string): {
    presence: { online: boolean } | null;
    reported: { mediaRequest: string; wantsSpread: boolean } | null;
  };
  /** Answers what removes the listener again. */
  on(event: 'change', listener: (clusterId: string) => void): () => void;
  on(event: 'media-request', listener: (clusterId: string, request: string) => void): () => void;
}

export interface FlowOpenerParts {
  worker: MediaWorker;
  poles: PoleRequests;
  /** A pole that has no key yet, or was revoked, gets no flow. */
  clusters: {
    find(id: string): Promise<{ publicKeyJson: string | null; revokedAt: number | null } | undefined>;
    list(): Promise<{ id: string }[]>;
  };
  publisher: { setMedia(clusterId: string, flow: MediaFlow | null): Promise<void> };
  clock: Clock;
  log: Pick<Logger, 'info' | 'warn' | 'error'>;
}

/** One broadcast's packets on their way to one pole. */
export interface Attachment {
  clusterId: string;
  /** By which the pole knows them. */
  ssrc: number;
  payloadType: number;
  readonly isClosed: boolean;
  /** Packets flow from now on. */
  resume(): Promise<void>;
  close(): void;
}

interface Flow {
  request: string;
  transport: types.PlainTransport;
  /** Monotonic ms since when the pole has been away; undefined while it is there. */
  awaySinceMono: number | undefined;
}

/** The flow of a pole that stays away this long is closed, ms; it asks for another when it is back. */
const AWAY_MS = 5 * 60_000;
const SWEEP_MS = 15_000;
/** Master key and salt of AEAD_AES_256_GCM, bytes (RFC 7714 section 12). */
const KEY_BYTES = 44;

/**
 * Keeps one standing encrypted flow to each pole that asks for one, with fresh keys for each ask. `opened` tells that
 * a pole can be attached, for the first time or anew, and `wish` that it wants its packets twice, or no longer does.
 */
export class FlowOpener extends EventEmitter<{ opened: [clusterId: string]; wish: [clusterId: string] }> {
  readonly #parts: FlowOpenerParts;
  readonly #flows = new Map<string, Flow>();
  /** The last step of each pole; steps of one pole never overlap. */
  readonly #steps = new Map<string, Promise<void>>();
  readonly #wishes = new Map<string, boolean>();
  readonly #onLost = (): void => this.#flows.clear();
  readonly #onRenewed = (): void => this.#serveAll();
  #forget: (() => void)[] = [];
  #timer: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(parts: FlowOpenerParts) {
    super();
    this.#parts = parts;
  }

  start(): void {
    if (this.#timer !== undefined) return;
    const { poles, worker } = this.#parts;
    this.#forget = [
      poles.on('media-request', (clusterId) => this.#serve(clusterId)),
      poles.on('change', (clusterId) => this.#onChange(clusterId)),
    ];
    worker.on('lost', this.#onLost);
    worker.on('renewed', this.#onRenewed);
    this.#timer = setInterval(() => this.#sweepLater(), SWEEP_MS);
    this.#serveKnown().catch((error: unknown) =>
      this.#parts.log.warn({ err: error }, 'poles that asked before are served when they speak again'),
    );
  }

  close(): void {
    this.#isClosed = true;
    clearInterval(this.#timer);
    for (const forget of this.#forget) forget();
    this.#parts.worker.off('lost', this.#onLost);
    this.#parts.worker.off('renewed', this.#onRenewed);
    for (const { transport } of this.#flows.values()) transport.close();
    this.#flows.clear();
  }

  /** The pole's ask that the flow in force answers; null when it has none. */
  requestInForce(clusterId: string): string | null {
    return this.#inForce(clusterId)?.request ?? null;
  }

  /** Whether the pole wants its live packets twice. */
  wantsSpread(clusterId: string): boolean {
    return this.#parts.poles.state(clusterId).reported?.wantsSpread === true;
  }

  has(clusterId: string): boolean {
    return this.#inForce(clusterId) !== undefined;
  }

  /**
   * Leads a producer's packets to a pole, paused until `resume`; undefined when the pole has no flow. Ends by itself
   * when the flow or the producer does.
   */
  async attach(clusterId: string, producerId: string): Promise<Attachment | undefined> {
    const flow = this.#inForce(clusterId);
    if (flow === undefined) return undefined;
    const consumer = await flow.transport.consume({
      producerId,
      rtpCapabilities: this.#parts.worker.poleCapabilities,
      // Without it an audio consumer answers no NACK, and the pole cannot ask for what was lost.
      enableRtx: true,
      paused: true,
    });
    return attachmentOf(clusterId, consumer);
  }

  /** The worker may die while a flow is being opened: what is closed then answers nobody. */
  #inForce(clusterId: string): Flow | undefined {
    const flow = this.#flows.get(clusterId);
    return flow?.transport.closed === false ? flow : undefined;
  }

  /** Closes the flows of poles that have been away for five minutes or were revoked. */
  async sweep(): Promise<void> {
    this.#dropAbsent();
    for (const [clusterId, flow] of [...this.#flows]) {
      const isStranger = (await this.#publicKeyOf(clusterId)) === undefined;
      if (isStranger && this.#flows.get(clusterId) === flow) this.#drop(clusterId, flow);
    }
  }

  #sweepLater(): void {
    this.sweep().catch((error: unknown) =>
      this.#parts.log.warn({ err: error }, 'media flows were not looked over'),
    );
  }

  #dropAbsent(): void {
    const nowMono = this.#parts.clock.mono();
    for (const [clusterId, flow] of this.#flows) {
      const isOnline = this.#parts.poles.state(clusterId).presence?.online === true;
      flow.awaySinceMono = isOnline ? undefined : (flow.awaySinceMono ?? nowMono);
      if (nowMono - (flow.awaySinceMono ?? nowMono) >= AWAY_MS) this.#drop(clusterId, flow);
    }
  }

  #onChange(clusterId: string): void {
    this.#serve(clusterId);
    const wish = this.wantsSpread(clusterId);
    if (wish === (this.#wishes.get(clusterId) ?? false)) return;
    this.#wishes.set(clusterId, wish);
    this.emit('wish', clusterId);
  }

  /** Poles may have come and asked before anybody listened. */
  async #serveKnown(): Promise<void> {
    for (const { id } of await this.#parts.clusters.list()) this.#serve(id);
  }

  /** Every pole that was ever heard of is asked again: those without a flow get one. */
  #serveAll(): void {
    for (const clusterId of this.#steps.keys()) this.#serve(clusterId);
  }

  /** Opens what the pole asks for and does not have. */
  #serve(clusterId: string): void {
    const before = this.#steps.get(clusterId) ?? Promise.resolve();
    const step = before
      .then(() => this.#openIfAsked(clusterId))
      .catch((error: unknown) => {
        this.#parts.log.warn({ err: error, clusterId }, 'media flow was not opened');
      });
    this.#steps.set(clusterId, step);
  }

  async #openIfAsked(clusterId: string): Promise<void> {
    const { poles, worker } = this.#parts;
    const { presence, reported } = poles.state(clusterId);
    const isAsked = presence?.online === true && reported !== null;
    if (!isAsked || this.#isClosed || worker.state !== 'up') return;
    if (this.requestInForce(clusterId) === reported.mediaRequest) return;
    const publicKey = await this.#publicKeyOf(clusterId);
    if (publicKey !== undefined) await this.#open(clusterId, reported.mediaRequest, publicKey);
  }

  async #publicKeyOf(clusterId: string): Promise<JWK | undefined> {
    const cluster = await this.#parts.clusters.find(clusterId);
    if (cluster === undefined || cluster.revokedAt !== null || cluster.publicKeyJson === null)
      return undefined;
    return JSON.parse(cluster.publicKeyJson) as JWK;
  }

  async #open(clusterId: string, request: string, publicKey: JWK): Promise<void> {
    const { worker, publisher, log } = this.#parts;
    const transport = await worker.openPoleTransport();
    // Meanwhile the pole may have heard its old flow again and taken the ask back.
    if (this.#parts.poles.state(clusterId).reported?.mediaRequest !== request) return transport.close();
    try {
      const keys = await exchangeKeys(transport);
      const { localPort: port } = transport.tuple;
      const sealedKeys = await sealFor(publicKey, keys);
      this.#replace(clusterId, { request, transport, awaySinceMono: undefined });
      await publisher.setMedia(clusterId, { request, host: worker.announcedHost, port, sealedKeys });
      log.info({ clusterId, port }, 'media flow is open');
    } catch (error) {
      transport.close();
      if (this.#flows.get(clusterId)?.transport === transport) this.#flows.delete(clusterId);
      throw error;
    }
    if (!transport.closed) this.emit('opened', clusterId);
  }

  #replace(clusterId: string, flow: Flow): void {
    this.#flows.get(clusterId)?.transport.close();
    this.#flows.set(clusterId, flow);
  }

  #drop(clusterId: string, flow: Flow): void {
    const { publisher, log } = this.#parts;
    flow.transport.close();
    this.#flows.delete(clusterId);
    log.info({ clusterId }, 'media flow of an absent or revoked pole is closed');
    publisher.setMedia(clusterId, null).catch((error: unknown) => {
      log.warn({ err: error, clusterId }, 'the end of a media flow was not published');
    });
  }
}

/** The server's key comes from mediasoup, the pole's from us; both travel sealed to the pole. */
async function exchangeKeys(transport: types.PlainTransport): Promise<MediaKeys> {
  const cryptoSuite = 'AEAD_AES_256_GCM';
  const poleKeyBase64 = randomBytes(KEY_BYTES).toString('base64');
  await transport.connect({ srtpParameters: { cryptoSuite, keyBase64: poleKeyBase64 } });
  return { cryptoSuite, serverKeyBase64: transport.srtpParameters?.keyBase64 ?? '', poleKeyBase64 };
}

function attachmentOf(clusterId: string, consumer: types.Consumer): Attachment {
  const { encodings, codecs } = consumer.rtpParameters;
  return {
    clusterId,
    ssrc: encodings?.[0]?.ssrc ?? 0,
    payloadType: codecs[0]?.payloadType ?? 0,
    get isClosed() {
      return consumer.closed;
    },
    resume: () => consumer.resume(),
    close: () => consumer.close(),
  };
}

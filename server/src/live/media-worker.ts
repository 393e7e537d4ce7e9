import { EventEmitter } from 'node:events';
import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { createWorker, type types } from 'mediasoup';
import type { Logger } from 'pino';
import { ABS_CAPTURE_TIME_URI, LoaError } from '@loa/protocol';

export interface MediaWorkerOptions {
  /** Address on which browsers' and poles' sound is exchanged. */
  listenHost: string;
  /** Name or address by which they reach it. */
  announcedHost: string;
  /** UDP and TCP port of all browsers; 0 for a free one. */
  mediaPort: number;
  /** UDP ports of the poles, one each. */
  poleMediaPortMin: number;
  poleMediaPortMax: number;
}

/** What exists only as long as one worker process. */
interface Running {
  worker: types.Worker;
  router: types.Router;
  webRtcServer: types.WebRtcServer;
}

const OPUS: types.RouterRtpCodecCapability = {
  kind: 'audio',
  mimeType: 'audio/opus',
  clockRate: 48_000,
  channels: 2,
  preferredPayloadType: 100,
  parameters: { useinbandfec: 1 },
  rtcpFeedback: [{ type: 'nack' }],
};
/** Waiting times between tries to start a worker, ms; the last one repeats. */
const RETRY_MS = [0, 100, 300, 1_000, 3_000];

/**
 * Keeps one media worker process running. When it dies, another takes its place: `lost` and `renewed` tell those whose
 * transports died with it. The server never stops for it.
 */
export class MediaWorker extends EventEmitter<{ lost: []; renewed: [] }> {
  readonly #options: MediaWorkerOptions;
  readonly #log: Pick<Logger, 'info' | 'warn' | 'error'>;
  #running: Running | undefined;
  #retry: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor({
    options,
    log,
  }: {
    options: MediaWorkerOptions;
    log: Pick<Logger, 'info' | 'warn' | 'error'>;
  }) {
    super();
    this.#options = options;
    this.#log = log;
  }

  /** Returns after the first try; where it failed, others follow until one succeeds. */
  async start(): Promise<void> {
    await this.#tryToOpen(0);
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#retry);
    this.#running?.worker.close();
    this.#running = undefined;
  }

  get state(): 'up' | 'restarting' {
    return this.#running === undefined ? 'restarting' : 'up';
  }

  /** Process number of the worker; undefined while it is being replaced. */
  get pid(): number | undefined {
    return this.#running?.worker.pid;
  }

  /** Throws `live.worker-away` while the worker is being replaced. */
  get router(): types.Router {
    return this.#require().router;
  }

  /** The host under which poles find their ports. */
  get announcedHost(): string {
    return this.#options.announcedHost;
  }

  async openBrowserTransport(): Promise<types.WebRtcTransport> {
    const { router, webRtcServer } = this.#require();
    return router.createWebRtcTransport({
      webRtcServer,
      enableUdp: true,
      enableTcp: true,
      preferUdp: true,
      iceConsentTimeout: 15,
    });
  }

  /** A pole's standing transport: SRTP, RTP and RTCP on one port, its address learnt from its first packet. */
  async openPoleTransport(): Promise<types.PlainTransport> {
    const { listenHost, announcedHost, poleMediaPortMin, poleMediaPortMax } = this.#options;
    return this.router.createPlainTransport({
      listenInfo: {
        protocol: 'udp',
        ip: listenHost,
        announcedAddress: announcedHost,
        portRange: { min: poleMediaPortMin, max: poleMediaPortMax },
      },
      rtcpMux: true,
      comedia: true,
      enableSrtp: true,
      srtpCryptoSuite: 'AEAD_AES_256_GCM',
    });
  }

  /** Capabilities of a consumer to a pole: only the capture time rides along. */
  get poleCapabilities(): types.RtpCapabilities {
    const { codecs, headerExtensions } = this.router.rtpCapabilities;
    const ours = headerExtensions?.filter(({ uri }) => uri === ABS_CAPTURE_TIME_URI) ?? [];
    return { ...(codecs === undefined ? {} : { codecs }), headerExtensions: ours };
  }

  #require(): Running {
    if (this.#running === undefined) throw new LoaError('live.worker-away');
    return this.#running;
  }

  async #tryToOpen(attempt: number): Promise<void> {
    try {
      const running = await this.#open();
      if (this.#isClosed) running.worker.close();
      else this.#running = running;
    } catch (error) {
      this.#log.error({ err: error, attempt }, 'media worker did not start, trying again');
      this.#openLater(attempt + 1);
      return;
    }
    this.#log.info({ pid: this.pid }, 'media worker is up');
    this.emit('renewed');
  }

  #openLater(attempt: number): void {
    if (this.#isClosed) return;
    const waitMs = RETRY_MS[Math.min(attempt, RETRY_MS.length - 1)];
    this.#retry = setTimeout(() => {
      this.#tryToOpen(attempt).catch((error: unknown) => this.#log.error({ err: error }, 'media worker'));
    }, waitMs);
  }

  async #open(): Promise<Running> {
    const worker = await createWorker({ logLevel: 'warn' });
    try {
      const router = await worker.createRouter({ mediaCodecs: [OPUS] });
      const webRtcServer = await worker.createWebRtcServer({ listenInfos: await this.#browserPorts() });
      worker.once('died', (error) => this.#replace(worker, error));
      if (worker.closed) throw new LoaError('live.worker-away');
      return { worker, router, webRtcServer };
    } catch (error) {
      worker.close();
      throw error;
    }
  }

  #replace(worker: types.Worker, error: Error): void {
    if (this.#isClosed || this.#running?.worker !== worker) return;
    this.#log.error({ err: error }, 'media worker died, another one takes its place');
    this.#running = undefined;
    this.emit('lost');
    this.#openLater(0);
  }

  // Browsers take an address more surely than a name as an ICE candidate.
  async #browserPorts(): Promise<types.TransportListenInfo[]> {
    const { listenHost, announcedHost, mediaPort } = this.#options;
    const announcedAddress = isIP(announcedHost) === 0 ? await this.#addressOf(announcedHost) : announcedHost;
    const port = mediaPort === 0 ? {} : { port: mediaPort };
    return (['udp', 'tcp'] as const).map((protocol) => ({
      protocol,
      ip: listenHost,
      announcedAddress,
      ...port,
    }));
  }

  async #addressOf(name: string): Promise<string> {
    try {
      return (await lookup(name)).address;
    } catch (error) {
      this.#log.warn({ err: error, name }, 'announced host has no address here, browsers are given the name');
      return name;
    }
  }
}

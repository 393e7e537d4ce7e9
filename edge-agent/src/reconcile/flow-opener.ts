import { randomUUID } from 'node:crypto';
import { LATENCY_MS, MediaKeys, misfit, unseal } from '@loa/protocol';
import type { Clock, LiveSession, MediaFlow, ReceiverNumbers, SigningKey } from '@loa/protocol';
import type { Logger } from 'pino';
import type { Refusals } from '../health/refusals.ts';
import { LiveSource } from '../output/live-source.ts';
import type { SampleSource } from '../output/sample-source.ts';
import type { LiveReceiver } from '../receive/live-receiver.ts';
import type { MediaListener } from '../receive/media-listener.ts';
import type { Moment } from './next-steps.ts';

/** A flow that could not be opened is tried again after this, ms. */
const RETRY_MS = 5000;
/** Packets are on their way this long at most before their sound is due, ms. */
const ON_THE_WAY_MS = 500;
/** A stream is received a little longer than it is wanted: its voice is still fading, ms. */
const LINGER_MS = 300;

export interface FlowParts {
  listener: Pick<MediaListener, 'open' | 'receive' | 'release' | 'close' | 'refused'>;
  privateKey: SigningKey;
  clock: Clock;
  refusals: Refusals;
  log: Logger;
}

export interface FlowFacts {
  /** Sound that is written ahead of what is heard, ms. */
  aheadMs: number;
  /** Gives the live source to whoever reads it; undefined when it is over. */
  onLive: (live: { id: string; source: SampleSource } | undefined) => void;
}

interface Expected {
  live: LiveSession;
  receiver: LiveReceiver;
  received: number;
  /** When a packet last came; before the first, when packets are due (monotonic ms). */
  lastMono: number;
}

/** The standing media flow and the live stream that is expected in it. */
export class FlowOpener {
  readonly #parts: FlowParts;
  readonly #facts: FlowFacts;
  #mediaRequest = randomUUID();
  #askedAtMono = Number.NEGATIVE_INFINITY;
  #flow: MediaFlow | null = null;
  #failedAtMono: number | undefined;
  #expected: Expected | undefined;
  #leaving: { ssrc: number; timer: NodeJS.Timeout } | undefined;

  constructor(parts: FlowParts, facts: FlowFacts) {
    this.#parts = parts;
    this.#facts = facts;
  }

  /** A text that was never used before; a new one asks the server for a fresh flow. */
  get mediaRequest(): string {
    return this.#mediaRequest;
  }

  get askedAtMono(): number {
    return this.#askedAtMono;
  }

  get expected(): LiveSession | null {
    return this.#expected?.live ?? null;
  }

  /** Counters of the live receiver; null while no live broadcast is expected. */
  get numbers(): ReceiverNumbers | null {
    return this.#expected?.receiver.toJSON() ?? null;
  }

  /** The flow that is open or being opened; null again some time after one could not be opened. */
  flow(nowMono: number): MediaFlow | null {
    const isDue = this.#failedAtMono !== undefined && nowMono - this.#failedAtMono >= RETRY_MS;
    return isDue ? null : this.#flow;
  }

  /** Since when packets of `live` are due without one having come (monotonic ms); null when none are due. */
  silentSince(live: LiveSession | null, { wall, mono }: Moment): number | null {
    const expected = this.#expected;
    if (expected === undefined || live === null) return null;
    const { received } = expected.receiver.toJSON();
    if (received !== expected.received) {
      expected.received = received;
      expected.lastMono = mono;
    }
    const latency = LATENCY_MS[live.profile];
    const isOver = live.endAt !== null && wall > live.endAt - latency;
    return isOver ? null : expected.lastMono;
  }

  /** Asks for a fresh flow with fresh keys; what is open goes on until the answer comes. */
  ask(): void {
    this.#mediaRequest = randomUUID();
    this.#askedAtMono = this.#parts.clock.mono();
  }

  async open(flow: MediaFlow): Promise<void> {
    this.#flow = flow;
    this.#failedAtMono = undefined;
    try {
      const keys = await this.#unsealed(flow);
      const { host, port } = flow;
      const { cryptoSuite, poleKeyBase64: localKeyBase64, serverKeyBase64: remoteKeyBase64 } = keys;
      await this.#parts.listener.open({ host, port, cryptoSuite, localKeyBase64, remoteKeyBase64 });
      this.#parts.log.info({ host, port }, 'media flow open');
    } catch (error) {
      this.#failedAtMono = this.#parts.clock.mono();
      throw error;
    }
  }

  /** The server holds no flow for us any more. */
  closeFlow(): void {
    this.#flow = null;
    this.forget();
    this.#parts.listener.close();
  }

  /** Receives a live session; `anchorAt` is the wall time at which it begins here. */
  expect(live: LiveSession, anchorAt: number, isClockKnown: boolean, now: Moment): void {
    this.forget();
    this.#release();
    const { broadcastId: id, ssrc, payloadType, profile, startAt } = live;
    const latencyMs = LATENCY_MS[profile];
    const receiver = this.#parts.listener.receive({ ssrc, payloadType, latencyMs });
    const dueInMs = isClockKnown ? Math.max(0, startAt - latencyMs + ON_THE_WAY_MS - now.wall) : 0;
    this.#expected = { live, receiver, received: 0, lastMono: now.mono + dueInMs };
    const source = new LiveSource({
      receiver,
      captureAtAnchor: anchorAt - latencyMs,
      mono: () => this.#parts.clock.mono(),
      ...(isClockKnown ? {} : { newestAheadMs: Math.max(0, latencyMs - this.#facts.aheadMs) }),
    });
    this.#facts.onLive({ id, source });
    this.#parts.log.info({ broadcastId: id, ssrc, profile }, 'live session expected');
  }

  /** The live session is over, or replaced. */
  forget(): void {
    const expected = this.#expected;
    if (expected === undefined) return;
    this.#expected = undefined;
    this.#facts.onLive(undefined);
    const { broadcastId } = expected.live;
    this.#parts.log.info({ broadcastId, receiver: expected.receiver.toJSON() }, 'live session left');
    this.#release();
    this.#leaving = { ssrc: expected.live.ssrc, timer: setTimeout(() => this.#release(), LINGER_MS) };
  }

  /** Datagrams and packets that were refused, by reason. */
  refused(): Record<string, number> {
    return this.#parts.listener.refused();
  }

  /** Twice is fine. */
  close(): void {
    this.forget();
    this.#release();
    this.#parts.listener.close();
  }

  #release(): void {
    if (this.#leaving === undefined) return;
    clearTimeout(this.#leaving.timer);
    this.#parts.listener.release(this.#leaving.ssrc);
    this.#leaving = undefined;
  }

  async #unsealed({ sealedKeys }: MediaFlow): Promise<MediaKeys> {
    const keys = await unseal(sealedKeys, this.#parts.privateKey);
    if (misfit(MediaKeys, keys) === undefined) return keys as MediaKeys;
    this.#parts.refusals.count('message.unsealable');
    throw new Error('the keys of the media flow are not for this pole');
  }
}

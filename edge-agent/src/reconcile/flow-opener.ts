import { randomUUID } from 'node:crypto';
import { LATENCY_MS, MediaKeys, misfit, unseal } from '@loa/protocol';
import type { Clock, LiveSession, MediaFlow, ReceiverNumbers, SigningKey } from '@loa/protocol';
import type { Logger } from 'pino';
import type { Refusals } from '../health/refusals.ts';
import { pauseAfter } from '../link/retry-pause.ts';
import { LiveSource } from '../output/live-source.ts';
import type { LiveSound } from '../output/source-keeper.ts';
import type { LiveReceiver } from '../receive/live-receiver.ts';
import type { AnnouncedStream, MediaListener } from '../receive/media-listener.ts';
import { SpreadWish } from '../receive/spread-wish.ts';
import { isFlowSilent, type Moment } from './next-steps.ts';

/** A flow that could not be opened is tried again after this, ms. */
const RETRY_MS = 5000;
/** Packets are on their way this long at most before their sound is due, ms. */
const ON_THE_WAY_MS = 500;
/** A stream is received a little longer than it is wanted: its voice is still fading, ms. */
const LINGER_MS = 300;
/** Time between two asks for a fresh flow: longer with every one that did not help. */
const ASK_PAUSES = { leastMs: 2000, mostMs: 30_000 };
/** Sound that still comes by the old flow so long after an ask proves that the server has not heard it, ms. */
const TAKE_BACK_MS = 1000;
/** While sound comes, a packet is never longer ago than this, ms. */
const JUST_NOW_MS = 160;

export interface FlowParts {
  listener: Pick<
    MediaListener,
    'open' | 'receive' | 'join' | 'leave' | 'release' | 'hangUp' | 'close' | 'refused' | 'silentForMs'
  >;
  privateKey: SigningKey;
  clock: Clock;
  refusals: Refusals;
  log: Logger;
}

export interface FlowFacts {
  /** Sound that is written ahead of what is heard, ms. */
  aheadMs: number;
  /** Gives the live source to whoever reads it; undefined when it is over. */
  onLive: (live: LiveSound | undefined) => void;
}

interface Expected {
  live: LiveSession;
  isClockKnown: boolean;
  receiver: LiveReceiver;
  received: number;
  /** When a packet last came; before the first, when packets are due (monotonic ms). */
  lastMono: number;
}

/** The standing media flow and the live broadcast that is expected in it. */
export class FlowOpener {
  readonly #parts: FlowParts;
  readonly #facts: FlowFacts;
  readonly #spread = new SpreadWish();
  #mediaRequest: string = randomUUID();
  #asks = 0;
  #askedMono = Number.NEGATIVE_INFINITY;
  #mayAskMono = Number.NEGATIVE_INFINITY;
  #flow: MediaFlow | null = null;
  #failedAtMono: number | undefined;
  #expected: Expected | undefined;
  #leaving: { receiver: LiveReceiver; timer: NodeJS.Timeout } | undefined;

  constructor(parts: FlowParts, facts: FlowFacts) {
    this.#parts = parts;
    this.#facts = facts;
  }

  /** A text that was never used before; a new one asks the server for a fresh flow. */
  get mediaRequest(): string {
    return this.#mediaRequest;
  }

  /** Whether live packets should come twice, as this line has shown. */
  get wantsSpread(): boolean {
    return this.#spread.isWanted;
  }

  /** Before this a fresh flow is not asked for again (monotonic ms). */
  get mayAskMono(): number {
    return this.#mayAskMono;
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
    const numbers = expected?.receiver.toJSON();
    this.#spread.observe(numbers, mono);
    if (expected === undefined || numbers === undefined || live === null) return null;
    if (numbers.received !== expected.received) {
      expected.received = numbers.received;
      expected.lastMono = mono;
      this.#noteSound(mono);
    }
    // Its end may be told later than the rest.
    if (live.broadcastId === expected.live.broadcastId)
      expected.live = { ...expected.live, endAt: live.endAt };
    const latency = LATENCY_MS[live.profile];
    const isOver = live.endAt !== null && wall > live.endAt - latency;
    return isOver ? null : expected.lastMono;
  }

  /** Whether something came through the flow just now. */
  get hasJustHeard(): boolean {
    return (this.#parts.listener.silentForMs() ?? Number.POSITIVE_INFINITY) < JUST_NOW_MS;
  }

  /** Whether live packets are due and have not come for a while. */
  isSilent(now: Moment): boolean {
    return isFlowSilent({ silentSinceMono: this.silentSince(this.expected, now) }, now.mono);
  }

  /** The line was away: what is not heard through the open flow now leads nowhere. An ask that waits is enough. */
  askUnlessHeard(now: Moment): void {
    const hasAsked = this.#mediaRequest !== this.#flow?.request;
    if (!hasAsked && (this.#expected === undefined || this.isSilent(now))) this.ask();
  }

  /** Asks for a fresh flow with fresh keys; what is open goes on until the answer comes. */
  ask(): void {
    this.#mediaRequest = randomUUID();
    this.#askedMono = this.#parts.clock.mono();
    this.#mayAskMono = this.#askedMono + pauseAfter(this.#asks, ASK_PAUSES, Math.random());
    this.#asks += 1;
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
    this.#parts.listener.hangUp();
  }

  /** Receives a live session; `anchorAt` is the wall time at which it begins here. */
  expect(live: LiveSession, anchorAt: number, isClockKnown: boolean, now: Moment): void {
    const running = this.#expected;
    if (running?.isClockKnown === isClockKnown && isSameLine(running.live, live))
      return this.#follow(running, live);
    this.forget();
    this.#release();
    // Asks of idle hours have nothing to do with how this broadcast fares.
    this.#mayAskAtOnce();
    const { broadcastId: id, profile, startAt } = live;
    const latencyMs = LATENCY_MS[profile];
    const receiver = this.#parts.listener.receive({ latencyMs });
    const dueInMs = isClockKnown ? Math.max(0, startAt - latencyMs + ON_THE_WAY_MS - now.wall) : 0;
    const expected = { live, isClockKnown, receiver, received: 0, lastMono: now.mono + dueInMs };
    this.#expected = expected;
    this.#follow(expected, live);
    const source = new LiveSource({
      receiver,
      captureAtAnchor: anchorAt - latencyMs,
      mono: () => this.#parts.clock.mono(),
      ...(isClockKnown ? {} : { newestAheadMs: Math.max(0, latencyMs - this.#facts.aheadMs) }),
    });
    this.#facts.onLive({ id, profile, source });
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
    const timer = setTimeout(() => this.#release(), LINGER_MS);
    this.#leaving = { receiver: expected.receiver, timer };
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

  /** The streams of the moment lead to the receiver, others no longer: another flow has other streams. */
  #follow(expected: Expected, live: LiveSession): void {
    const { listener, log } = this.#parts;
    const { receiver } = expected;
    const streams = streamsOf(live);
    for (const stream of streams) listener.join(receiver, stream);
    const gone = receiver.ssrcs.filter((ssrc) => !streams.some((stream) => stream.ssrc === ssrc));
    for (const ssrc of gone) listener.leave(receiver, ssrc);
    expected.live = live;
    const { broadcastId, profile, ssrc } = live;
    log.info({ broadcastId, profile, ssrc, spread: live.spread?.ssrc }, 'live streams expected');
  }

  // Sound comes by the flow that is open: whoever has asked for another needs it no more.
  #noteSound(nowMono: number): void {
    if (nowMono - this.#askedMono < TAKE_BACK_MS) return;
    if (this.#flow !== null && this.#failedAtMono === undefined) this.#mediaRequest = this.#flow.request;
    this.#mayAskAtOnce();
  }

  #mayAskAtOnce(): void {
    this.#asks = 0;
    this.#mayAskMono = Number.NEGATIVE_INFINITY;
  }

  #release(): void {
    if (this.#leaving === undefined) return;
    clearTimeout(this.#leaving.timer);
    this.#parts.listener.release(this.#leaving.receiver);
    this.#leaving = undefined;
  }

  async #unsealed({ sealedKeys }: MediaFlow): Promise<MediaKeys> {
    const keys = await unseal(sealedKeys, this.#parts.privateKey);
    if (misfit(MediaKeys, keys) === undefined) return keys as MediaKeys;
    this.#parts.refusals.count('message.unsealable');
    throw new Error('the keys of the media flow are not for this pole');
  }
}

/** Whether the sound goes on where it was, by whatever streams. */
function isSameLine(one: LiveSession, other: LiveSession): boolean {
  const isSame = one.broadcastId === other.broadcastId && one.profile === other.profile;
  return isSame && one.startAt === other.startAt;
}

function streamsOf({ ssrc, payloadType, spread }: LiveSession): AnnouncedStream[] {
  const main: AnnouncedStream = { ssrc, payloadType, role: 'main' };
  return spread === null ? [main] : [main, { ...spread, role: 'spread' }];
}

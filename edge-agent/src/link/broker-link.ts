import type { Presence, TopicName } from '@loa/protocol';
import {
  failed,
  firstSearch,
  found,
  lost,
  patienceMs,
  pauseMs,
  type Search,
  type Way,
} from './broker-search.ts';
import { BrokerSocket, type BrokerSocketParts } from './broker-socket.ts';

/** A broker that is there answers within this, or within three round trips where that is longer, ms. */
const SIGN_OF_LIFE_MS = 1200;
const ROUND_TRIPS = 3;
/** Calls to hurry that come more often than this change nothing, ms. */
const HURRY_AGAIN_MS = 5000;
/** Longest wait for the acknowledgement of the last message, ms. */
const FAREWELL_MS = 2000;

export interface BrokerOptions extends BrokerSocketParts {
  /** What the broker is to say when this pole vanishes. */
  will: () => Presence;
  /** Connected and subscribed, or cut off. */
  onState: (isConnected: boolean, reason: string) => void;
}

/**
 * The line to the broker: over TLS with this pole's own certificate, or, where the network lets only HTTPS through, over
 * a WebSocket with its signed token. Comes back by itself, with growing pauses.
 */
export class BrokerLink {
  readonly #options: BrokerOptions;
  #search: Search | undefined;
  #socket: BrokerSocket | undefined;
  #timer: NodeJS.Timeout | undefined;
  #probing: Promise<void> | undefined;
  #isConnected = false;
  #hasTold = false;
  #triedMono = 0;
  #hurriedMono = Number.NEGATIVE_INFINITY;

  constructor(options: BrokerOptions) {
    this.#options = options;
  }

  get isConnected(): boolean {
    return this.#isConnected;
  }

  /** The way by which the broker is reached; undefined while it is not. */
  get way(): Way | undefined {
    return this.#isConnected ? this.#search?.way : undefined;
  }

  start(): void {
    if (this.#search !== undefined) return;
    this.#search = firstSearch(performance.now());
    this.#try();
  }

  /** Resolves when the broker has taken the message (QoS 1: acknowledged); rejects while it is away. */
  async publish(name: TopicName, payload: string): Promise<void> {
    if (this.#socket === undefined) throw new Error('the broker is away');
    await this.#socket.publish(name, payload);
  }

  /**
   * For whoever has reason to doubt the line (live sound has fallen silent): asks the broker for a sign of life and,
   * when none comes, drops the line and opens another at once. Without a line the next try comes at once. Resolves when
   * that is decided; never throws.
   */
  async probe(): Promise<void> {
    this.#probing ??= this.#probe().finally(() => (this.#probing = undefined));
    await this.#probing;
  }

  /** The machine has another address: the old line leads nowhere, another is opened at once. */
  renew(): void {
    if (this.#search === undefined) return;
    this.#search = { ...this.#search, tries: 0, unanswered: 0 };
    this.#restart('another address');
  }

  /** Leaves the broker; `farewell` is published first when there is a line. Twice is fine. */
  async close(farewell?: Presence): Promise<void> {
    const socket = this.#socket;
    this.#search = undefined;
    this.#isConnected = false;
    clearTimeout(this.#timer);
    if (socket === undefined) return;
    if (!socket.isOpen || farewell === undefined) return socket.drop('closed');
    const deadline = setTimeout(() => socket.drop('no answer to the farewell'), FAREWELL_MS);
    await socket.publish('presence', JSON.stringify(farewell)).catch(() => socket.drop('closed'));
    await socket.leave();
    clearTimeout(deadline);
  }

  async #probe(): Promise<void> {
    const socket = this.#socket;
    if (socket?.isOpen !== true) return this.#hurry();
    const withinMs = Math.max(SIGN_OF_LIFE_MS, ROUND_TRIPS * socket.roundTripMs);
    if (await socket.ping(withinMs)) return;
    if (socket === this.#socket) this.#restart('no sign of life');
  }

  /** What blocked the last tries may be gone: the next begins now, and those after it soon. */
  #hurry(): void {
    const now = performance.now();
    const search = this.#search;
    if (search === undefined || now - this.#hurriedMono < HURRY_AGAIN_MS) return;
    this.#hurriedMono = now;
    this.#search = { ...search, tries: 0, unanswered: 0 };
    // A try that has just begun is as good as another.
    if (this.#socket === undefined || now - this.#triedMono >= SIGN_OF_LIFE_MS) this.#restart('begun anew');
  }

  #restart(reason: string): void {
    const socket = this.#socket;
    this.#socket = undefined;
    socket?.drop(reason);
    this.#note(reason);
    this.#try();
  }

  #try(): void {
    const search = this.#search;
    if (search === undefined) return;
    clearTimeout(this.#timer);
    this.#triedMono = performance.now();
    const socket: BrokerSocket = new BrokerSocket(this.#options, {
      way: search.way,
      patienceMs: patienceMs(search),
      will: this.#options.will(),
      onOpen: () => this.#arrive(socket),
      onClosed: (reason, isUnanswered) => this.#lose(socket, reason, isUnanswered),
    });
    this.#socket = socket;
  }

  #arrive(socket: BrokerSocket): void {
    if (socket !== this.#socket || this.#search === undefined) return;
    this.#isConnected = true;
    this.#hasTold = true;
    this.#search = found(this.#search, performance.now());
    this.#hurriedMono = Number.NEGATIVE_INFINITY;
    this.#options.onState(true, '');
  }

  #lose(socket: BrokerSocket, reason: string, isUnanswered: boolean): void {
    if (socket !== this.#socket) return;
    this.#socket = undefined;
    const search = this.#search;
    if (search === undefined) return;
    if (!this.#isConnected) this.#search = failed(search, isUnanswered, performance.now());
    this.#note(reason);
    this.#timer = setTimeout(() => this.#try(), pauseMs(this.#search ?? search, Math.random()));
  }

  /** There is no line now; told when there was one before, and once when there never was. */
  #note(reason: string): void {
    const wasConnected = this.#isConnected;
    this.#isConnected = false;
    if (wasConnected && this.#search !== undefined) this.#search = lost(this.#search, performance.now());
    if (!wasConnected && this.#hasTold) return;
    this.#hasTold = true;
    this.#options.onState(false, reason);
  }
}

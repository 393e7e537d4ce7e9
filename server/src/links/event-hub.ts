import { randomUUID } from 'node:crypto';
import type { Account, Clock, ConsoleEvent } from '@loa/protocol';
import { lostClusters, mayReceive, type Sight } from './event-sight.ts';

/** One console's socket, as far as the hub needs it. */
export interface EventSocket {
  send(text: string): void;
  /** Bytes that the network has not taken yet. */
  readonly bufferedAmount: number;
  terminate(): void;
}

interface Listener {
  account: Account;
  socket: EventSocket;
  sight: Sight;
}

/** What a console has not taken when it is cut off (bytes); it comes back and asks for everything anew. */
const MOST_WAITING_BYTES = 1_000_000;
const HEARTBEAT_MS = 10_000;

type SightOf = (account: Account) => Promise<Sight>;

/** Tells all consoles what changed, each only what its account may see. */
export class EventHub {
  readonly #clock: Clock;
  readonly #listeners = new Set<Listener>();
  /** By which consoles know that they speak with another run of the server. */
  readonly #bootId = randomUUID();
  #sightOf: SightOf | undefined;
  #heartbeat: NodeJS.Timeout | undefined;

  constructor({ clock }: { clock: Clock }) {
    this.#clock = clock;
  }

  start(sightOf: SightOf): void {
    this.#sightOf = sightOf;
    this.#heartbeat ??= setInterval(() => this.#beat(), HEARTBEAT_MS);
  }

  close(): void {
    clearInterval(this.#heartbeat);
    this.#heartbeat = undefined;
    for (const { socket } of this.#listeners) socket.terminate();
    this.#listeners.clear();
  }

  get size(): number {
    return this.#listeners.size;
  }

  /** To all consoles whose account may see one of the clusters; without `clusterIds` to all. Never throws. */
  emit(event: ConsoleEvent, clusterIds?: readonly string[]): void {
    if (this.#listeners.size === 0) return;
    const text = JSON.stringify(event);
    for (const listener of this.#listeners) {
      if (mayReceive(listener.sight, event, clusterIds)) this.#send(listener, text);
    }
  }

  /** Greets the console and keeps it until the returned function is called. */
  async add(account: Account, socket: EventSocket): Promise<() => void> {
    const sight = (await this.#sightOf?.(account)) ?? { areas: new Set(), clusters: new Set() };
    const listener: Listener = { account, socket, sight };
    this.#listeners.add(listener);
    const hello: ConsoleEvent = { type: 'hello', serverTime: this.#clock.now(), bootId: this.#bootId };
    this.#send(listener, JSON.stringify(hello));
    return () => this.#listeners.delete(listener);
  }

  /** After clusters or areas were added or moved. Whoever sees a cluster no more is told that it is gone. */
  async refreshSight(): Promise<void> {
    const sightOf = this.#sightOf;
    if (sightOf === undefined) return;
    for (const listener of this.#listeners) {
      const before = listener.sight;
      listener.sight = await sightOf(listener.account);
      this.#tellLost(listener, before);
    }
  }

  /** After an account was changed or signed out: its consoles have to come in by the door again. */
  drop(accountId: string): void {
    for (const listener of this.#listeners) {
      if (listener.account.id === accountId) this.#cut(listener);
    }
  }

  #tellLost(listener: Listener, before: Sight): void {
    for (const clusterId of lostClusters(before, listener.sight)) {
      if (!this.#listeners.has(listener)) return;
      const event: ConsoleEvent = { type: 'cluster-gone', clusterId };
      this.#send(listener, JSON.stringify(event));
    }
  }

  #beat(): void {
    this.emit({ type: 'heartbeat', serverTime: this.#clock.now() });
  }

  #send(listener: Listener, text: string): void {
    if (listener.socket.bufferedAmount > MOST_WAITING_BYTES) this.#cut(listener);
    else listener.socket.send(text);
  }

  #cut(listener: Listener): void {
    this.#listeners.delete(listener);
    listener.socket.terminate();
  }
}

import type { Logger } from 'pino';
import {
  SERVER_AUDIENCE,
  PlaylogEntry,
  misfit,
  openEnvelope,
  type Clock,
  type Counts,
  type TopicName,
} from '@loa/protocol';
import type { JWK } from 'jose';
import type { ClusterRow, ClusterStore } from '../clusters/cluster-store.ts';
import type { BrokerLink } from '../links/broker-link.ts';
import { HeardRecord } from './heard-record.ts';
import type { PlaylogStore } from './playlog-store.ts';
import { fallSilent, readMessage, takeMessage, type PoleMessage } from './pole-messages.ts';
import { UNKNOWN_POLE, countPoles, isOnline, soundingOf, type PoleState } from './pole-state.ts';
import { RefusalTeller } from './refusal-teller.ts';

export interface WatcherParts {
  link: Pick<BrokerLink, 'onMessage'>;
  clusters: ClusterStore;
  playlog: PlaylogStore;
  clock: Clock;
  log: Logger;
}

interface Watched {
  row: ClusterRow;
  state: PoleState;
  /** When anything came last, by the monotonic clock (ms). */
  seenMono: number;
  /** When `lastSeenAt` was written last (monotonic ms). */
  writtenMono: number;
  /** The last `mediaRequest` that listeners were told about. */
  toldRequest: string | null;
}

type ChangeListener = (clusterId: string) => void;
type RequestListener = (clusterId: string, request: string) => void;

/** Telemetry comes every 20 s, so that two missing ones make a pole offline (ms). */
const SILENT_AFTER_MS = 45_000;
const WATCH_EVERY_MS = 2500;
const WRITE_SEEN_EVERY_MS = 60_000;
/** Broadcasts whose listeners are read from the playlog at start (ms). */
const HEARD_SINCE_MS = 3 * 86_400_000;

/** Listens to the poles: keeps what each last said, and its signed record of what it played. */
export class PoleWatcher {
  readonly #parts: WatcherParts;
  readonly #watched = new Map<string, Watched>();
  readonly #heard = new HeardRecord();
  readonly #refusals: RefusalTeller;
  readonly #changeListeners = new Set<ChangeListener>();
  readonly #requestListeners = new Set<RequestListener>();
  #stop: (() => void) | undefined;

  constructor(parts: WatcherParts) {
    this.#parts = parts;
    this.#refusals = new RefusalTeller(parts.log);
  }

  async start(): Promise<void> {
    const { clusters, playlog, clock, link } = this.#parts;
    for (const row of await clusters.list()) this.#watch(row);
    for (const { broadcastId, clusterId } of await playlog.listHeard(clock.now() - HEARD_SINCE_MS)) {
      this.#heard.add(broadcastId, clusterId);
    }
    const unsubscribe = link.onMessage((clusterId, name, payload, { retained }) =>
      this.#take(clusterId, name, payload, retained),
    );
    const timer = setInterval(() => this.#findSilent(), WATCH_EVERY_MS);
    this.#refusals.start();
    this.#stop = () => {
      unsubscribe();
      clearInterval(timer);
    };
  }

  close(): void {
    this.#stop?.();
    this.#stop = undefined;
    this.#refusals.close();
  }

  /** What the pole last said; of an unknown cluster nothing. */
  state(clusterId: string): PoleState {
    return this.#watched.get(clusterId)?.state ?? UNKNOWN_POLE;
  }

  /** The row as it was at the last `refresh`. */
  row(clusterId: string): ClusterRow | undefined {
    return this.#watched.get(clusterId)?.row;
  }

  counts(broadcastId: string, clusterIds: readonly string[]): Counts {
    const poles = clusterIds.map((clusterId) => ({ clusterId, state: this.state(clusterId) }));
    return countPoles(broadcastId, poles, this.#heard.of(broadcastId));
  }

  /** Whether any pole that is online says that it sounds something. */
  get isAnySounding(): boolean {
    return [...this.#watched.values()].some(({ state }) => soundingOf(state) !== null);
  }

  /** Whether the cluster has measured sound during this broadcast. */
  hasHeard(broadcastId: string, clusterId: string): boolean {
    return this.#heard.of(broadcastId).has(clusterId);
  }

  on(event: 'change', listener: ChangeListener): () => void;
  /** A pole asks for a fresh media flow, or is seen for the first time since this start. */
  on(event: 'media-request', listener: RequestListener): () => void;
  on(event: 'change' | 'media-request', listener: ChangeListener | RequestListener): () => void {
    const listeners: Set<ChangeListener | RequestListener> =
      event === 'change' ? this.#changeListeners : this.#requestListeners;
    listeners.add(listener);
    return () => listeners.delete(listener);
  }

  /** After the cluster was made, changed, enrolled or revoked. */
  async refresh(clusterId: string): Promise<void> {
    const row = await this.#parts.clusters.find(clusterId);
    if (row === undefined) return;
    const known = this.#watched.get(clusterId);
    if (known === undefined) this.#watch(row);
    else known.row = row;
    this.#tellChange(clusterId);
  }

  #watch(row: ClusterRow): void {
    const mono = this.#parts.clock.mono();
    const state = { ...UNKNOWN_POLE, lastSeenAt: row.lastSeenAt };
    this.#watched.set(row.id, { row, state, seenMono: mono, writtenMono: -Infinity, toldRequest: null });
  }

  /** What it answers rejects when a line of the playlog could not be stored: the broker is to send it again. */
  #take(clusterId: string, name: TopicName, payload: string, retained: boolean): Promise<void> | void {
    const watched = this.#watched.get(clusterId);
    if (watched === undefined || watched.row.revokedAt !== null) return this.#refusals.add('unknown cluster');
    switch (name) {
      case 'playlog':
        return this.#takePlaylog(watched, payload);
      case 'presence':
      case 'reported':
      case 'telemetry':
        return this.#takeState(watched, readMessage(name, payload), retained);
      case 'desired':
      case 'plan':
        return this.#refusals.add('topic of the server');
    }
  }

  #takeState(watched: Watched, message: PoleMessage | { refusal: string }, retained: boolean): void {
    if ('refusal' in message) return this.#refusals.add(message.refusal);
    const { clock } = this.#parts;
    watched.seenMono = clock.mono();
    watched.state = takeMessage(watched.state, message, { retained, now: clock.now() });
    const sounding = soundingOf(watched.state);
    if (sounding?.heard === true) this.#heard.add(sounding.broadcastId, watched.row.id);
    this.#tellChange(watched.row.id);
    this.#tellRequest(watched);
    this.#writeSeen(watched);
  }

  async #takePlaylog({ row }: Watched, token: string): Promise<void> {
    if (row.publicKeyJson === null) return this.#refusals.add('unknown key');
    const now = this.#parts.clock.now();
    const key = JSON.parse(row.publicKeyJson) as JWK;
    // Lines may come twice and out of order after a cut; the table takes each number once.
    const expectation = { audience: SERVER_AUDIENCE, lastNumber: -1, now };
    const opened = await openEnvelope<PlaylogEntry>(token, key, expectation, 'ES256');
    if (!opened.ok) return this.#refusals.add(opened.code);
    const { num: number, body } = opened.envelope;
    if (misfit(PlaylogEntry, body) !== undefined) return this.#refusals.add('message.malformed');
    const isNews = await this.#parts.playlog.insert({ clusterId: row.id, number, ...body, receivedAt: now });
    if (body.heardMs > 0) this.#heard.add(body.broadcastId, row.id);
    if (isNews) this.#tellChange(row.id);
  }

  #findSilent(): void {
    const mono = this.#parts.clock.mono();
    for (const watched of this.#watched.values()) {
      if (!isOnline(watched.state) || mono - watched.seenMono < SILENT_AFTER_MS) continue;
      watched.state = fallSilent(watched.state);
      this.#parts.log.info({ clusterId: watched.row.id }, 'pole has fallen silent');
      this.#tellChange(watched.row.id);
    }
  }

  #tellChange(clusterId: string): void {
    for (const listener of this.#changeListeners) listener(clusterId);
  }

  #tellRequest(watched: Watched): void {
    const request = watched.state.reported?.mediaRequest;
    if (request === undefined || !isOnline(watched.state) || request === watched.toldRequest) return;
    watched.toldRequest = request;
    for (const listener of this.#requestListeners) listener(watched.row.id, request);
  }

  #writeSeen(watched: Watched): void {
    const { lastSeenAt } = watched.state;
    const mono = this.#parts.clock.mono();
    const isDue = mono - watched.writtenMono >= WRITE_SEEN_EVERY_MS || !isOnline(watched.state);
    if (lastSeenAt === null || lastSeenAt === watched.row.lastSeenAt || !isDue) return;
    watched.writtenMono = mono;
    watched.row = { ...watched.row, lastSeenAt };
    this.#parts.clusters.setLastSeen(watched.row.id, lastSeenAt).catch((error: unknown) => {
      this.#parts.log.error(
        { err: error, clusterId: watched.row.id },
        'last sign of life could not be stored',
      );
    });
  }
}

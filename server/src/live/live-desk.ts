import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import {
  LoaError,
  type Account,
  type AreaRank,
  type Broadcast,
  type Clock,
  type ConsoleEvent,
  type GoLive,
  type Microphone,
  type Targets,
} from '@loa/protocol';
import type { BroadcastRecord } from '../schedule/broadcast-store.ts';
import { isAtLeast } from '../schedule/rank.ts';
import type { LiveDraft } from './fan-out-keeper.ts';
import { isHeldEverywhere } from './held-clusters.ts';
import type { LiveRecorder } from './live-recorder.ts';
import type { LiveMicrophone } from './microphone-socket.ts';
import type { OnAirKeeper } from './on-air-keeper.ts';
import { isResumable } from './resumption.ts';

/** The desk's microphones. */
export interface MicrophoneStand {
  open(accountId: string): Promise<Microphone>;
  /** Throws `live.no-microphone`. */
  require(
    accountId: string,
    id: string,
  ): LiveMicrophone & { connect(dtls: object): Promise<void>; produce(rtp: object): Promise<string> };
  closeOne(accountId: string, id: string): void;
  closeOf(accountId: string): void;
}

export interface LiveDeskParts {
  /** Where an account may air something, and on whose behalf. */
  gate: {
    allow(account: Account, targets: Targets): Promise<{ clusterIds: string[]; rank: AreaRank }>;
    requireAll(account: Account, clusterIds: readonly string[]): Promise<void>;
    rankOf(account: Account, targets: Targets): Promise<AreaRank>;
  };
  microphones: MicrophoneStand;
  recorder: LiveRecorder;
  /** Makes what keeps one broadcast on air. */
  air: {
    open(draft: LiveDraft, chime: GoLive['chime']): OnAirKeeper;
    /** For a broadcast that an earlier run of the server began. */
    reopen(draft: LiveDraft): Promise<OnAirKeeper>;
  };
  /** What the poles are told; of clusters that wait for a broadcast to be led to them again, nothing. */
  publisher: {
    awaitLive(broadcastId: string, clusterIds: readonly string[]): void;
    giveUpLive(broadcastId: string): Promise<void>;
  };
  hub: { emit(event: ConsoleEvent, clusterIds?: readonly string[]): void };
  clock: Clock;
  log: Pick<Logger, 'info' | 'warn' | 'error'>;
}

/** Where somebody takes the microphone and is on air. */
export class LiveDesk {
  readonly #parts: LiveDeskParts;
  readonly #onAir = new Map<string, OnAirKeeper>();
  #cutOff: BroadcastRecord[] = [];

  constructor(parts: LiveDeskParts) {
    this.#parts = parts;
  }

  /**
   * Looks for what the server's last end cut off: ends what is too old, keeps the rest for `resume`. `lastOnAirAt`: when
   * the server was last on air, wall ms; undefined when that is not known.
   */
  async prepare(lastOnAirAt: number | undefined): Promise<void> {
    const { recorder, publisher, clock } = this.#parts;
    this.#cutOff = [];
    for (const record of await recorder.leftOvers()) {
      if (!isResumable(record, lastOnAirAt, clock.now())) await recorder.endLeftOver(record);
      else {
        this.#cutOff.push(record);
        publisher.awaitLive(record.id, record.clusterIds);
      }
    }
  }

  /** On air again, as with a vanished microphone: silent, until its speaker's console takes over or 30 s have passed. */
  async resume(): Promise<void> {
    const { recorder, publisher, log } = this.#parts;
    for (const record of this.#cutOff.splice(0)) {
      try {
        await this.#resume(record);
      } catch (error) {
        log.error({ err: error, broadcastId: record.id }, 'live broadcast does not go on after a restart');
        await publisher.giveUpLive(record.id);
        await recorder.endLeftOver(record);
      }
    }
  }

  /** Ends all broadcasts at once; their recordings are whole. */
  async close(): Promise<void> {
    const airs = [...this.#onAir.values()];
    this.#onAir.clear();
    await Promise.allSettled(airs.map((air) => this.#shutDown(air)));
  }

  /** A place for one browser's microphone. Throws `live.worker-away`, `input.conflict` when the account has enough. */
  async openMicrophone(account: Account): Promise<Microphone> {
    return this.#parts.microphones.open(account.id);
  }

  /** Throws `live.no-microphone`, `input.invalid`. */
  async connect(account: Account, microphoneId: string, dtlsParameters: object): Promise<void> {
    await this.#parts.microphones.require(account.id, microphoneId).connect(dtlsParameters);
  }

  /** As `connect`; answers the producer's id. */
  async produce(account: Account, microphoneId: string, rtpParameters: object): Promise<string> {
    return this.#parts.microphones.require(account.id, microphoneId).produce(rtpParameters);
  }

  closeMicrophone(account: Account, microphoneId: string): void {
    this.#parts.microphones.closeOne(account.id, microphoneId);
  }

  /** After the account has signed out everywhere or was disabled. */
  closeMicrophonesOf(accountId: string): void {
    this.#parts.microphones.closeOf(accountId);
  }

  isMicrophoneOnAir(microphoneId: string): boolean {
    return [...this.#onAir.values()].some((air) => air.microphoneId === microphoneId && air.endAt === null);
  }

  /** Ids of the broadcasts that nobody has stopped. */
  activeBroadcasts(): string[] {
    return [...this.#onAir.values()].filter(({ endAt }) => endAt === null).map(({ draft }) => draft.id);
  }

  /** Whether poles are held for a live broadcast, also for the last seconds of one that was stopped. */
  get isOnAir(): boolean {
    return this.#onAir.size > 0;
  }

  /** Numbers of one broadcast on air; undefined for others. */
  counts(broadcastId: string): OnAirKeeper['counts'] | undefined {
    return this.#onAir.get(broadcastId)?.counts;
  }

  /**
   * On air from this moment. Throws `live.no-microphone`, `schedule.no-clusters`, `access.forbidden`,
   * `live.clusters-busy`, `live.worker-away`.
   */
  async goLive(account: Account, request: GoLive): Promise<Broadcast> {
    const { gate, air, recorder } = this.#parts;
    this.#free(account, request.microphoneId);
    const { clusterIds, rank } = await gate.allow(account, request.targets);
    // Asked again after the wait: of two presses at once, only one may find it free.
    const microphone = this.#free(account, request.microphoneId);
    const { title, targets, profile, chime } = request;
    const own = { id: randomUUID(), createdBy: account.id, clusterIds, rank };
    const draft: LiveDraft = { ...own, title, class: request.class, targets, profile };
    this.#requireRoom(draft);
    await this.#begin(air.open(draft, chime), microphone);
    return recorder.tell('start', account, draft, { profile, chime });
  }

  /** Ends after what was said until now. Throws `input.not-found`, `access.forbidden`, `schedule.already-over`. */
  async stop(account: Account, broadcastId: string): Promise<Broadcast> {
    const air = this.#require(broadcastId);
    await this.#requireMayStop(account, air.draft);
    if (air.endAt !== null) throw new LoaError('schedule.already-over', { broadcastId });
    return this.#end(air, account, 'stop');
  }

  /**
   * Another microphone of the same account goes on where one was lost. Throws `input.not-found`,
   * `schedule.already-over`, `access.forbidden`, `live.no-microphone`.
   */
  async takeOver(account: Account, broadcastId: string, microphoneId: string): Promise<Broadcast> {
    const air = this.#require(broadcastId);
    if (air.draft.createdBy !== account.id) throw new LoaError('access.forbidden', { broadcastId });
    // Whoever was given another area in between speaks there no more.
    await this.#parts.gate.requireAll(account, air.draft.clusterIds);
    if (air.endAt !== null) throw new LoaError('schedule.already-over', { broadcastId });
    if (air.microphoneId !== microphoneId) air.takeOver(this.#free(account, microphoneId));
    return this.#parts.recorder.tell('take-over', account, air.draft);
  }

  async #begin(air: OnAirKeeper, microphone: LiveMicrophone): Promise<void> {
    const { recorder } = this.#parts;
    const { id } = air.draft;
    this.#onAir.set(id, air);
    try {
      this.#watch(air);
      await air.prepare(microphone);
      await air.begin((startAt) => recorder.insert(air.draft, startAt));
    } catch (error) {
      this.#onAir.delete(id);
      await air.close();
      throw error;
    }
  }

  async #resume(record: BroadcastRecord): Promise<void> {
    const { air: maker, recorder, publisher, log } = this.#parts;
    const { id } = record;
    const air = await maker.reopen(draftOf(record));
    this.#onAir.set(id, air);
    this.#watch(air);
    air.once('over', () => this.#settle(publisher.giveUpLive(id), id));
    try {
      await air.resume(record.startAt);
      await recorder.tell('resume', null, air.draft);
    } catch (error) {
      await air.close();
      throw error;
    }
    log.info(
      { broadcastId: id, clusters: record.clusterIds.length },
      'live broadcast goes on after a restart',
    );
  }

  #watch(air: OnAirKeeper): void {
    const { hub, recorder } = this.#parts;
    const { id, clusterIds } = air.draft;
    air.on('level', (level) => hub.emit({ type: 'level', broadcastId: id, ...level }, clusterIds));
    air.once('ended', () => this.#settle(recorder.keepRecording(id), id));
    air.once('over', () => this.#onAir.delete(id));
    air.once('deserted', () => {
      // Nobody has come back since the server started.
      const verb = air.microphoneId === undefined ? 'end-by-restart' : 'end-without-microphone';
      this.#settle(this.#end(air, null, verb), id);
    });
  }

  async #end(
    air: OnAirKeeper,
    account: Account | null,
    verb: 'stop' | 'end-without-microphone' | 'end-by-restart' | 'end-by-shutdown',
  ): Promise<Broadcast> {
    const { recorder, log } = this.#parts;
    const endAt = air.stop();
    log.info({ broadcastId: air.draft.id, ...air.counts }, 'live broadcast ends');
    await recorder.setEnd(air.draft.id, endAt);
    return recorder.tell(verb, account, air.draft, { counts: air.counts });
  }

  async #shutDown(air: OnAirKeeper): Promise<void> {
    if (air.endAt === null) await this.#end(air, null, 'end-by-shutdown');
    await air.close();
    await this.#parts.recorder.keepRecording(air.draft.id);
  }

  #require(broadcastId: string): OnAirKeeper {
    const air = this.#onAir.get(broadcastId);
    if (air === undefined) throw new LoaError('input.not-found', { broadcastId });
    return air;
  }

  /** The account's microphone, when it is connected and not on air already. */
  #free(account: Account, microphoneId: string): LiveMicrophone {
    const microphone = this.#parts.microphones.require(account.id, microphoneId);
    if (microphone.state !== 'open') throw new LoaError('live.no-microphone', { microphoneId });
    if (this.isMicrophoneOnAir(microphoneId)) throw new LoaError('input.conflict', { microphoneId });
    return microphone;
  }

  #requireRoom(draft: LiveDraft): void {
    const others = [...this.#onAir.values()].filter(({ endAt }) => endAt === null);
    const mine = { draft, startAt: this.#parts.clock.now() };
    if (isHeldEverywhere(mine, others)) throw new LoaError('live.clusters-busy');
  }

  /** Who began it may end it; so may who acts on all of its clusters and speaks for as high an area. */
  async #requireMayStop(account: Account, draft: LiveDraft): Promise<void> {
    if (draft.createdBy === account.id) return;
    const { gate } = this.#parts;
    await gate.requireAll(account, draft.clusterIds);
    if (account.areaId === null) return;
    const rank = await gate.rankOf(account, draft.targets);
    if (!isAtLeast(rank, draft.rank)) throw new LoaError('access.forbidden', { rank: draft.rank });
  }

  #settle(work: Promise<unknown>, broadcastId: string): void {
    work.catch((error: unknown) =>
      this.#parts.log.error({ err: error, broadcastId }, 'a live broadcast was not noted'),
    );
  }
}

/** The broadcast as it was before its server ended. */
function draftOf(record: BroadcastRecord): LiveDraft {
  const { id, title, rank, targets, clusterIds, createdBy, profile } = record;
  return {
    ...{ id, title, class: record.class, rank, targets, clusterIds, createdBy },
    profile: profile ?? 'standard',
  };
}

import { randomUUID } from 'node:crypto';
import { LoaError, type Clock, type Microphone } from '@loa/protocol';
import type { MediaWorker } from './media-worker.ts';
import { MicrophoneSocket } from './microphone-socket.ts';

export interface MicrophoneKeeperParts {
  worker: MediaWorker;
  clock: Clock;
  /** Whether a broadcast listens to this microphone. */
  isOnAir: (microphoneId: string) => boolean;
}

/** Microphones of one account at a time: a desk, a phone, and a page that was reloaded. */
const MOST_PER_ACCOUNT = 3;
/** One that is silent and not on air is closed after this, ms. */
const UNUSED_MS = 60_000;
const SWEEP_MS = 5_000;

/** Opens, finds and closes the browsers' microphones. */
export class MicrophoneKeeper {
  readonly #parts: MicrophoneKeeperParts;
  readonly #sockets = new Map<string, MicrophoneSocket>();
  #timer: NodeJS.Timeout | undefined;

  constructor(parts: MicrophoneKeeperParts) {
    this.#parts = parts;
  }

  start(): void {
    this.#timer ??= setInterval(() => this.sweep(), SWEEP_MS);
  }

  close(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    for (const id of [...this.#sockets.keys()]) this.#close(id);
  }

  get size(): number {
    return this.#sockets.size;
  }

  /**
   * One more takes the place of the account's oldest unused one; `input.conflict` when all of them are on air,
   * `live.worker-away` while the media worker is being replaced.
   */
  async open(accountId: string): Promise<Microphone> {
    const { worker, clock } = this.#parts;
    this.sweep();
    this.#makeRoom(accountId);
    const socket = new MicrophoneSocket({ worker, clock, id: randomUUID(), accountId });
    this.#sockets.set(socket.id, socket);
    try {
      return await socket.open();
    } catch (error) {
      this.#sockets.delete(socket.id);
      throw error;
    }
  }

  /** Throws `live.no-microphone`, also for somebody else's. */
  require(accountId: string, id: string): MicrophoneSocket {
    const socket = this.#sockets.get(id);
    if (socket === undefined || socket.accountId !== accountId || socket.state === 'closed') {
      throw new LoaError('live.no-microphone', { microphoneId: id });
    }
    return socket;
  }

  /** Twice is fine. */
  closeOne(accountId: string, id: string): void {
    if (this.#sockets.get(id)?.accountId === accountId) this.#close(id);
  }

  /** After the account has signed out or was disabled. */
  closeOf(accountId: string): void {
    for (const { id } of this.#of(accountId)) this.#close(id);
  }

  /** Closes what died with its worker or was not used for a minute. */
  sweep(): void {
    const oldest = this.#parts.clock.mono() - UNUSED_MS;
    for (const { id, state, lastPacketMono } of [...this.#sockets.values()]) {
      const isUnused = lastPacketMono < oldest && !this.#parts.isOnAir(id);
      if (state === 'closed' || isUnused) this.#close(id);
    }
  }

  #makeRoom(accountId: string): void {
    const own = this.#of(accountId);
    if (own.length < MOST_PER_ACCOUNT) return;
    const unused = own.find(({ id }) => !this.#parts.isOnAir(id));
    if (unused === undefined) throw new LoaError('input.conflict', { microphones: own.length });
    this.#close(unused.id);
  }

  #of(accountId: string): MicrophoneSocket[] {
    return [...this.#sockets.values()].filter((socket) => socket.accountId === accountId);
  }

  #close(id: string): void {
    this.#sockets.get(id)?.close();
    this.#sockets.delete(id);
  }
}

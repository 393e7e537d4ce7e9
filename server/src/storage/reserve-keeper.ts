import { randomBytes } from 'node:crypto';
import { open, rename, rm, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { isDiskFull } from './database.ts';

/** Makes room for what must be written even when the disk is full. */
export interface SpareRoom {
  /** Does the work; when the disk is full, once more after making room. `work` must leave nothing when it fails. */
  write<Answer>(work: () => Promise<Answer>): Promise<Answer>;
}

/** Makes no room: for a database without a reserve beside it. */
export const NO_RESERVE: SpareRoom = { write: (work) => work() };

export interface DiskState {
  /** What the server may still write, in MB (1 000 000 bytes). */
  freeMb: number;
  /** Less than 500 MB: time to make room. */
  isLow: boolean;
  /** False: the next full disk keeps people off the air. */
  isReserveKept: boolean;
}

export interface ReserveSizes {
  reserveBytes: number;
  /** The reserve is made only when this much is free. */
  makeAtBytes: number;
}

interface Log {
  info(details: object, message: string): void;
  error(details: object, message: string): void;
}

const MB = 1_000_000;
const SIZES: ReserveSizes = { reserveBytes: 16 * MB, makeAtBytes: 200 * MB };
const LOW_BYTES = 500 * MB;
/** With less than this the database cannot even be opened. */
const TIGHT_BYTES = 4 * MB;
const CHUNK_BYTES = MB;

/**
 * Keeps a file that stands for room on the disk. It is given up when the disk is full, so that going on air, stopping
 * and the record of both still find room, and made again when there is room.
 */
export class ReserveKeeper implements SpareRoom {
  readonly #folder: string;
  readonly #log: Log;
  readonly #sizes: ReserveSizes;
  #isKept = false;
  #givingUp: Promise<void> | undefined;

  /** `folder`: the server's data. */
  constructor({ folder, log, sizes = SIZES }: { folder: string; log: Log; sizes?: ReserveSizes }) {
    this.#folder = folder;
    this.#log = log;
    this.#sizes = sizes;
  }

  /** Call it before the database is opened: on a full disk it makes the room for that. */
  async start(): Promise<void> {
    await rm(this.#unfinished, { force: true });
    this.#isKept = await this.#isWhole();
    if (this.#isKept && (await this.#freeBytes()) < TIGHT_BYTES) await this.#giveUp();
    else await this.keep();
  }

  /** Makes the reserve when it is missing and there is room. Never throws: nothing waits for it. */
  async keep(): Promise<void> {
    if (this.#isKept) return;
    try {
      if ((await this.#freeBytes()) < this.#sizes.makeAtBytes) return;
      await this.#make();
      this.#isKept = true;
      this.#log.info({}, 'a reserve of disk space is kept for going on air');
    } catch (error) {
      this.#log.error({ err: error }, 'the reserve of disk space could not be made');
      await rm(this.#unfinished, { force: true });
    }
  }

  async write<Answer>(work: () => Promise<Answer>): Promise<Answer> {
    try {
      return await work();
    } catch (error) {
      if (!isDiskFull(error)) throw error;
      await this.#giveUp();
      return work();
    }
  }

  async state(): Promise<DiskState> {
    const free = await this.#freeBytes();
    return { freeMb: Math.floor(free / MB), isLow: free < LOW_BYTES, isReserveKept: this.#isKept };
  }

  /** False once the reserve was given up and little else is left: what can be done without is then not written. */
  async hasRoom(): Promise<boolean> {
    return this.#isKept || (await this.#freeBytes()) > 2 * this.#sizes.reserveBytes;
  }

  /** Those who ask while it is being given up wait for the same room. */
  #giveUp(): Promise<void> {
    this.#givingUp ??= this.#remove().finally(() => {
      this.#givingUp = undefined;
    });
    return this.#givingUp;
  }

  async #remove(): Promise<void> {
    if (!this.#isKept) return;
    this.#isKept = false;
    await rm(this.#file, { force: true });
    const { freeMb } = await this.state();
    this.#log.error({ freeMb }, 'the disk is full: its reserve is given up for what goes on air; make room');
  }

  /** Written, not merely sized: a file with holes keeps no room, nor does one that a file system can press together. */
  async #make(): Promise<void> {
    const handle = await open(this.#unfinished, 'w', 0o600);
    try {
      for (let left = this.#sizes.reserveBytes; left > 0; left -= CHUNK_BYTES) {
        await handle.writeFile(randomBytes(Math.min(left, CHUNK_BYTES)));
      }
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(this.#unfinished, this.#file);
  }

  async #isWhole(): Promise<boolean> {
    try {
      return (await stat(this.#file)).size === this.#sizes.reserveBytes;
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false;
      throw error;
    }
  }

  async #freeBytes(): Promise<number> {
    const { bavail, bsize } = await statfs(this.#folder);
    return bavail * bsize;
  }

  get #file(): string {
    return join(this.#folder, 'reserve');
  }

  get #unfinished(): string {
    return join(this.#folder, 'reserve.new');
  }
}

import { execFile } from 'node:child_process';
import { closeSync, constants, openSync, readSync, renameSync, rmSync } from 'node:fs';
import { promisify } from 'node:util';
import type { PcmSource } from './sound-card.ts';
import { writerOf } from './writer-of-fifo.ts';

const run = promisify(execFile);
const FRAME_BYTES = 2;

/**
 * Samples (S16_LE, mono) from a named pipe. Each writer gets a pipe of its own: as soon as one has come, a fresh pipe
 * takes its place at the path, so that two writers that follow closely are never taken for one. What is not asked
 * for stays in the pipe, and a full pipe makes the writer wait.
 */
export class PcmFifo implements PcmSource {
  readonly #path: string;
  readonly #onFault: (error: unknown) => void;
  #listening: number | undefined;
  #current: number | undefined;
  #spare: Promise<void> = Promise.resolve();
  #isSpareReady = false;
  #isClosed = false;
  #ownerPid = 0;
  /** First byte of a sample whose second has not come yet. */
  #oddByte: number | undefined;

  /** `onFault` hears of what goes wrong while a next pipe is made. */
  constructor(path: string, onFault: (error: unknown) => void) {
    this.#path = path;
    this.#onFault = onFault;
  }

  /** Makes the pipe; its folder must exist. */
  async start(): Promise<void> {
    await run('mkfifo', ['-m', '600', this.#path]);
    this.#listening = openForReading(this.#path);
    this.#makeSpare();
    await this.#spare;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#spare;
    for (const file of [this.#listening, this.#current]) if (file !== undefined) closeSync(file);
    this.#listening = this.#current = undefined;
    for (const path of [this.#path, this.#sparePath]) rmSync(path, { force: true });
  }

  get ownerPid(): number {
    return this.#ownerPid;
  }

  read(frames: number): 'nobody' | 'none' | Int16Array {
    const file = this.#current ?? this.#listening;
    if (file === undefined) return 'nobody';
    const bytes = readNow(file, frames * FRAME_BYTES - (this.#oddByte === undefined ? 0 : 1));
    if (bytes === 'nobody') {
      this.hangUp();
      return 'nobody';
    }
    if (this.#current === undefined) this.#accept(file);
    return bytes === 'none' ? 'none' : this.#samplesOf(bytes);
  }

  /** Lets the present writer go, with all that it has written; nothing where there is none. */
  hangUp(): void {
    if (this.#current === undefined) return;
    closeSync(this.#current);
    this.#current = undefined;
    this.#oddByte = undefined;
    this.#listenAnew();
  }

  #accept(file: number): void {
    this.#current = file;
    this.#ownerPid = writerOf(file);
    this.#listening = undefined;
    this.#listenAnew();
  }

  /** Puts the spare pipe in place; while it is still being made, the old one stays there. */
  #listenAnew(): void {
    if (this.#listening !== undefined || this.#isClosed) return;
    if (this.#isSpareReady) {
      renameSync(this.#sparePath, this.#path);
      this.#isSpareReady = false;
      this.#makeSpare();
    } else if (this.#current !== undefined) {
      return;
    }
    this.#listening = openForReading(this.#path);
  }

  #makeSpare(): void {
    this.#spare = run('mkfifo', ['-m', '600', this.#sparePath]).then(() => {
      this.#isSpareReady = true;
      this.#listenAnew();
    }, this.#onFault);
  }

  get #sparePath(): string {
    return `${this.#path}.next`;
  }

  #samplesOf(bytes: Buffer): 'none' | Int16Array {
    const whole = this.#oddByte === undefined ? bytes : Buffer.concat([Buffer.from([this.#oddByte]), bytes]);
    this.#oddByte = whole.length % FRAME_BYTES === 0 ? undefined : whole.at(-1);
    const samples = new Int16Array(Math.floor(whole.length / FRAME_BYTES));
    for (let i = 0; i < samples.length; i++) samples[i] = whole.readInt16LE(i * FRAME_BYTES);
    return samples.length === 0 ? 'none' : samples;
  }
}

function openForReading(path: string): number {
  return openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
}

function readNow(file: number, length: number): 'nobody' | 'none' | Buffer {
  const buffer = Buffer.allocUnsafe(length);
  try {
    const count = readSync(file, buffer, 0, length, null);
    return count === 0 ? 'nobody' : buffer.subarray(0, count);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return 'none';
    throw error;
  }
}

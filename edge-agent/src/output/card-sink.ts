import { spawn, type ChildProcess } from 'node:child_process';

/** Growing pauses between attempts to open the card, ms. */
const PAUSES_MS = [200, 500, 1000, 2000, 5000, 10_000] as const;
/** A card that ran for this long was healthy: the next pause is short again, ms. */
const HEALTHY_MS = 10_000;
/** Sound that may wait in our own pipe, bytes (250 ms); more means that the card has stopped taking any. */
const MOST_WAITING_BYTES = 24_000;
const KEPT_COMPLAINT = 200;

export interface CardSinkOptions {
  /** Program and arguments; takes S16_LE mono 48 kHz on its standard input. */
  command: readonly string[];
  /** The card has opened (again): frames count from 0. */
  onOpen: () => void;
  /** The card is away; the text is what its program said last. */
  onAway: (complaint: string) => void;
}

/** The sound card, as a child process that is started again whenever it vanishes. */
export class CardSink {
  readonly #options: CardSinkOptions;
  #child: ChildProcess | undefined;
  #timer: NodeJS.Timeout | undefined;
  #attempt = 0;
  #openedMono = 0;
  #complaint = '';
  #isClosed = true;

  constructor(options: CardSinkOptions) {
    this.#options = options;
  }

  start(): void {
    this.#isClosed = false;
    this.#open();
  }

  get isOpen(): boolean {
    return this.#child !== undefined;
  }

  /** Whether a block may be written now; false while the card is away or takes nothing. */
  get isReady(): boolean {
    const stdin = this.#child?.stdin;
    return stdin?.writable === true && stdin.writableLength < MOST_WAITING_BYTES;
  }

  write(block: Int16Array): void {
    this.#child?.stdin?.write(Buffer.from(block.buffer, block.byteOffset, block.byteLength));
  }

  /** Ends the program, which is then started again: it has lost count, or hangs. */
  reopen(reason: string): void {
    this.#complaint = reason;
    this.#child?.kill('SIGKILL');
  }

  /** Ends the program for good; resolves when it is gone. Twice is fine. */
  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    const child = this.#child;
    if (child === undefined) return;
    const gone = new Promise<void>((resolve) => child.once('close', () => resolve()));
    child.kill('SIGTERM');
    const impatience = setTimeout(() => child.kill('SIGKILL'), 1000);
    await gone;
    clearTimeout(impatience);
  }

  #open(): void {
    const [program = '', ...args] = this.#options.command;
    const child = spawn(program, args, { stdio: ['pipe', 'ignore', 'pipe'] });
    this.#child = child;
    this.#openedMono = performance.now();
    child.once('spawn', () => this.#options.onOpen());
    child.once('error', (error) => this.#lose(child, error.message));
    child.once('close', (code, signal) => this.#lose(child, `ended with ${code ?? signal}`));
    // A broken pipe shows as the end of the program, which is where it is dealt with.
    child.stdin?.on('error', (error) => (this.#complaint = error.message));
    child.stderr?.on(
      'data',
      (bytes: Buffer) => (this.#complaint = bytes.toString().trim().slice(-KEPT_COMPLAINT)),
    );
  }

  #lose(child: ChildProcess, what: string): void {
    if (this.#child !== child) return;
    this.#child = undefined;
    if (this.#isClosed) return;
    if (performance.now() - this.#openedMono > HEALTHY_MS) this.#attempt = 0;
    this.#options.onAway(this.#complaint === '' ? what : `${what}: ${this.#complaint}`);
    this.#complaint = '';
    const pause = PAUSES_MS[Math.min(this.#attempt, PAUSES_MS.length - 1)];
    this.#attempt += 1;
    this.#timer = setTimeout(() => this.#open(), pause);
  }
}

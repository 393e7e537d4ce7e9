import { spawn, type ChildProcess } from 'node:child_process';
import { Reopening } from './reopening.ts';

/** While the card is away it is looked for this often, ms. */
const LOOK_MS = 100;
/** Sound that may wait in our own pipe, bytes (250 ms); more means that the card has stopped taking any. */
const MOST_WAITING_BYTES = 24_000;
const KEPT_COMPLAINT = 200;

export interface CardSinkOptions {
  /** Program and arguments; takes S16_LE mono 48 kHz on its standard input. */
  command: readonly string[];
  /** Whether the system shows the card; undefined where nobody knows. */
  isThere: () => boolean | undefined;
  /** The card has opened (again): frames count from 0. It may still fail. */
  onOpen: () => void;
  /** The card is away; the text is what its program said last. */
  onAway: (complaint: string) => void;
}

/** The sound card, as a child process that is started again whenever it vanishes. */
export class CardSink {
  readonly #options: CardSinkOptions;
  readonly #reopening = new Reopening();
  #child: ChildProcess | undefined;
  #looking: NodeJS.Timeout | undefined;
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
    clearInterval(this.#looking);
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
    const now = performance.now();
    this.#reopening.noteLost(now, now - this.#openedMono);
    this.#options.onAway(this.#complaint === '' ? what : `${what}: ${this.#complaint}`);
    this.#complaint = '';
    this.#looking = setInterval(() => this.#look(), LOOK_MS);
  }

  #look(): void {
    if (!this.#reopening.isDue(performance.now(), this.#options.isThere())) return;
    clearInterval(this.#looking);
    this.#open();
  }
}

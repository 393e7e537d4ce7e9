import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { createInterface } from 'node:readline';
import { eventually } from '@loa/protocol';
import { mustRun } from './command.ts';
import { readCounters, wordsOf, type LineCounters, type LineKeys } from './line-keys.ts';

export interface LineEnds {
  /** Namespace of the centre. */
  centre: string;
  /** Namespace of the pole. */
  pole: string;
  /** Which line this is, 0 to 250: its addresses are 10.77.<number>.… */
  number: number;
}

const PREFIX = 24;
/** Last bytes of the pole's addresses, in turn; the centre's end is 1. */
const FIRST_HOST = 2;
const LAST_HOST = 200;
/** By how much a translator that has forgotten everything moves the pole's ports; a few times are beyond no port's end. */
const REBOUND_PORTS = 500;

/** One pole's own line to the centre, through the real kernel; faultless until `set`. */
export class Line {
  readonly #ends: LineEnds;
  readonly #program: string;
  #child: ChildProcessWithoutNullStreams | undefined;
  #isReady = false;
  #counters: Partial<Record<'ab' | 'ba', LineCounters>> = {};
  #host = FIRST_HOST;
  #shiftedPorts = 0;

  /** `program`: see `wansimProgram`. */
  constructor(program: string, ends: LineEnds) {
    this.#program = program;
    this.#ends = ends;
  }

  /** Namespace of the pole. */
  get namespace(): string {
    return this.#ends.pole;
  }

  /** The pole's address at present. */
  get poleAddress(): string {
    return this.#address(this.#host);
  }

  async start(): Promise<void> {
    const { centre, pole } = this.#ends;
    const ends = [centre, `${this.#address(1)}/${PREFIX}`, pole, `${this.poleAddress}/${PREFIX}`];
    // Each direction has its own chance, and each line another than its neighbours.
    const seeds = [`ab.seed=${2 * this.#ends.number + 1}`, `ba.seed=${2 * this.#ends.number + 2}`];
    const child = spawn(this.#program, [...ends, ...seeds], { stdio: 'pipe' });
    this.#child = child;
    const leaveNoOrphan = () => child.kill('SIGKILL');
    process.once('exit', leaveNoOrphan);
    child.once('exit', () => process.off('exit', leaveNoOrphan));
    let complaint = '';
    child.stderr.on('data', (bytes: Buffer) => (complaint += bytes.toString()));
    createInterface({ input: child.stdout }).on('line', (text) => this.#hear(text));
    await eventually(() => {
      if (child.exitCode !== null) throw new Error(`the line to ${pole} was not made: ${complaint}`);
      return this.#isReady ? undefined : 'the line is not up';
    });
    await this.#routeByLine();
  }

  /** From now on the line is like this; keys that are not named are faultless. */
  set(keys: LineKeys): void {
    this.#say(wordsOf(keys));
  }

  /** Every packet is lost until `mend`. */
  cut(): void {
    this.#say('up=0');
  }

  mend(): void {
    this.#say('up=1');
  }

  /** What came through so far: down to the pole, and up from it. */
  async counters(): Promise<{ down: LineCounters; up: LineCounters }> {
    this.#counters = {};
    this.#say('stats');
    await eventually(() => (this.#counters.ba === undefined ? 'the line does not tell' : undefined));
    const { ab, ba } = this.#counters as Record<'ab' | 'ba', LineCounters>;
    return { down: ab, up: ba };
  }

  /** The pole gets another address, as from a carrier: the old one is gone with what was open on it. */
  async changeAddress(): Promise<void> {
    const former = this.poleAddress;
    this.#host = this.#host === LAST_HOST ? FIRST_HOST : this.#host + 1;
    await this.#inPole('addr', 'del', `${former}/${PREFIX}`);
    await this.#inPole('addr', 'add', `${this.poleAddress}/${PREFIX}`);
    await this.#routeByLine();
  }

  /** The carrier's address translator forgets the pole's UDP ways, which nobody is told: new ones look another way. */
  rebind(): void {
    this.#shiftedPorts += REBOUND_PORTS;
    this.#say(`nat=${this.#shiftedPorts}`);
  }

  /** Takes the line away. Twice is fine. */
  async close(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    await gone;
  }

  /** Everything that the pole sends goes to the centre. */
  async #routeByLine(): Promise<void> {
    const args = ['route', 'replace', 'default', 'dev', this.#device, 'src', this.poleAddress];
    await mustRun('ip', ['-n', this.#ends.pole, ...args]);
  }

  async #inPole(...args: string[]): Promise<void> {
    await mustRun('ip', ['-n', this.#ends.pole, ...args, 'dev', this.#device]);
  }

  /** As `wansim.c` names the pole's end. */
  get #device(): string {
    return `wan${(this.#child?.pid ?? NaN) % 100_000}b`;
  }

  #address(host: number): string {
    return `10.77.${this.#ends.number}.${host}`;
  }

  #say(words: string): void {
    if (this.#child === undefined) throw new Error(`there is no line to ${this.#ends.pole}`);
    this.#child.stdin.write(`${words}\n`);
  }

  #hear(text: string): void {
    if (text === 'ready') this.#isReady = true;
    const told = readCounters(text);
    if (told !== undefined) this.#counters[told.direction] = told.counters;
  }
}

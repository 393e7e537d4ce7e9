import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { endLeftOver, noteChild } from '../left-over.ts';

/** As the agent's systemd unit starts it. */
export const NODE_FLAGS = [
  '--max-old-space-size=96',
  '--min-semi-space-size=4',
  '--max-semi-space-size=4',
  '--v8-pool-size=1',
  '--single-threaded-gc',
  '--no-sparkplug',
];
export const ENVIRONMENT = {
  MALLOC_ARENA_MAX: '2',
  MALLOC_MMAP_THRESHOLD_: '131072',
  MALLOC_TRIM_THRESHOLD_: '131072',
};

export interface AgentProcessSettings {
  /** The agent's bundle. */
  agentFile: string;
  /** What it says goes to the end of this file. */
  logFile: string;
  /** Notes its process id, so that an agent left over from a killed run is found. */
  pidFile: string;
  /** It is started again this long after it ended by itself, as the system service would (ms); null: it stays down. */
  restartAfterMs: number | null;
  /**
   * Program and arguments in front of the agent's own, such as `nsenter --net=…`; default none. It must become the agent
   * (exec), so that signals meant for the agent reach it.
   */
  runWith?: readonly string[];
}

/** Time that an agent has to end by itself, ms. */
const PATIENCE_MS = 8000;

/** A real edge agent as a child process. */
export class AgentProcess {
  readonly #settings: AgentProcessSettings;
  #child: ChildProcess | undefined;
  #ended: Promise<void> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;
  #arguments: readonly string[] = [];
  /** Somebody wants it to run. */
  #isWanted = false;

  constructor(settings: AgentProcessSettings) {
    this.#settings = settings;
  }

  get isRunning(): boolean {
    return this.#child !== undefined;
  }

  /** Process id; undefined while it is down. */
  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** Ends the agent of an earlier run that was killed outright; `mark` is one of its arguments. */
  endLeftOver(mark: string): Promise<void> {
    return endLeftOver(this.#settings.pidFile, mark);
  }

  /** Starts `agent <args>`; nothing where it runs already. */
  start(args: readonly string[]): void {
    this.#arguments = args;
    this.#isWanted = true;
    if (this.#child === undefined) this.#spawn();
  }

  /** Asks it to end and waits until it is gone; after 8 s it is killed. Twice is fine. */
  async stop(): Promise<void> {
    this.#letGo();
    this.#child?.kill('SIGTERM');
    const impatience = setTimeout(() => this.#child?.kill('SIGKILL'), PATIENCE_MS);
    await this.#ended;
    clearTimeout(impatience);
  }

  /** Lever: ends it at once, as a power cut does. It stays down until `start`. */
  async kill(): Promise<void> {
    this.#letGo();
    this.#child?.kill('SIGKILL');
    await this.#ended;
  }

  /** Runs the agent once for another command and waits for its end; throws with its last words when it fails. */
  async runOnce(args: readonly string[]): Promise<void> {
    const [program, first] = this.#command([]);
    const child = spawn(program, [...first, ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    child.stdout.on('data', (bytes: Buffer) => (said += bytes.toString()));
    child.stderr.on('data', (bytes: Buffer) => (said += bytes.toString()));
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    if (code !== 0)
      throw new Error(`agent ${args[0] ?? ''} ended with ${code ?? 'a signal'}:\n${said.trim()}`);
  }

  /** The program to start, and its arguments up to the agent's own. */
  #command(nodeFlags: readonly string[]): [string, string[]] {
    const { agentFile, runWith = [] } = this.#settings;
    const [program = process.execPath, ...rest] = [...runWith, process.execPath, ...nodeFlags, agentFile];
    return [program, rest];
  }

  #letGo(): void {
    this.#isWanted = false;
    clearTimeout(this.#timer);
  }

  #spawn(): void {
    const log = openSync(this.#settings.logFile, 'a', 0o600);
    const [program, first] = this.#command(NODE_FLAGS);
    const child = spawn(program, [...first, ...this.#arguments], {
      stdio: ['ignore', log, log],
      // A group of its own: Ctrl-C reaches this program alone, which then ends the agents politely.
      env: { ...process.env, ...ENVIRONMENT },
      detached: true,
    });
    closeSync(log);
    this.#child = child;
    if (child.pid !== undefined) noteChild(this.#settings.pidFile, child.pid);
    const leaveNoOrphan = () => child.kill('SIGKILL');
    process.once('exit', leaveNoOrphan);
    this.#ended = new Promise((resolve) => {
      const end = () => {
        process.off('exit', leaveNoOrphan);
        if (this.#child === child) this.#child = undefined;
        this.#restartLater();
        resolve();
      };
      child.once('exit', end);
      // A process that could not be started never exits.
      child.once('error', end);
    });
  }

  #restartLater(): void {
    const { restartAfterMs } = this.#settings;
    if (!this.#isWanted || restartAfterMs === null) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      if (this.#isWanted && this.#child === undefined) this.#spawn();
    }, restartAfterMs);
  }
}

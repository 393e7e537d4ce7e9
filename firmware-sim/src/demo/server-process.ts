import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { endLeftOver, noteChild } from '../left-over.ts';
import { SERVER_FILE } from '../programs.ts';
import type { DemoPorts } from './demo-ports.ts';

/** What the server writes into its ready file. */
export interface ServerReady {
  url: string;
  brokerPort: number;
  /** Empty or absent once the first administrator exists. */
  setupCode?: string | null;
  authorityPem: string;
}

const START_DEADLINE_MS = 60_000;
const PATIENCE_MS = 10_000;
const LOOK_EVERY_MS = 100;
const SHOWN_LINES = 20;

/** The real server as a child process. */
export class ServerProcess {
  readonly #folder: string;
  #child: ChildProcess | undefined;
  #ended: Promise<number | null> = Promise.resolve(null);

  /** `folder` holds the server's data and its log. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  get logFile(): string {
    return join(this.#folder, 'server.log');
  }

  /** Ends the server of an earlier run that was killed outright; it would hold the ports. */
  endLeftOver(): Promise<void> {
    return endLeftOver(this.#pidFile, `LOA_READY_FILE=${this.#readyFile}`);
  }

  /** Starts it and waits until it serves; throws with the end of its log when it does not. */
  async start(ports: DemoPorts): Promise<ServerReady> {
    const readyFile = this.#readyFile;
    rmSync(readyFile, { force: true });
    const log = openSync(this.logFile, 'w', 0o600);
    const child = spawn(process.execPath, [SERVER_FILE], {
      stdio: ['ignore', log, log],
      // A group of its own: Ctrl-C reaches this program alone, which then ends its children one after another.
      detached: true,
      env: { ...inheritedEnvironment(), ...settings(this.#folder, ports), LOA_READY_FILE: readyFile },
    });
    closeSync(log);
    this.#child = child;
    if (child.pid !== undefined) noteChild(this.#pidFile, child.pid);
    const leaveNoOrphan = () => child.kill('SIGKILL');
    process.once('exit', leaveNoOrphan);
    this.#ended = new Promise<number | null>((resolve) => {
      child.once('exit', (code) => resolve(code));
      child.once('error', () => resolve(127));
    }).finally(() => process.off('exit', leaveNoOrphan));
    return this.#untilReady(readyFile);
  }

  /** Resolves when the server has ended, whoever ended it. */
  get ended(): Promise<number | null> {
    return this.#ended;
  }

  /** Twice is fine. */
  async stop(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child === undefined || child.exitCode !== null) return;
    child.kill('SIGTERM');
    const impatience = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
    await this.#ended;
    clearTimeout(impatience);
  }

  get #readyFile(): string {
    return join(this.#folder, 'ready.json');
  }

  get #pidFile(): string {
    return join(this.#folder, 'server.pid.json');
  }

  async #untilReady(readyFile: string): Promise<ServerReady> {
    let hasEnded = false;
    const end = this.#ended.then(() => (hasEnded = true));
    const until = performance.now() + START_DEADLINE_MS;
    while (!hasEnded && performance.now() < until) {
      const ready = readReady(readyFile);
      if (ready !== undefined) return ready;
      await Promise.race([end, new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS))]);
    }
    await this.stop();
    const log = readFileSync(this.logFile, 'utf8').trimEnd().split('\n').slice(-SHOWN_LINES);
    throw new Error(`the server did not start:\n${log.join('\n')}`);
  }
}

function readReady(file: string): ServerReady | undefined {
  if (!existsSync(file)) return undefined;
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as ServerReady;
  } catch {
    // It is still being written.
    return undefined;
  }
}

function settings(folder: string, ports: DemoPorts): Record<string, string> {
  return {
    LOA_DATA_FOLDER: join(folder, 'server'),
    LOA_HTTPS_PORT: String(ports.https),
    LOA_BROKER_PORT: String(ports.broker),
    LOA_MEDIA_PORT: String(ports.media),
    LOA_STATION_NAME: 'Đài truyền thanh (bản dùng thử)',
  };
}

/** The server refuses settings that it does not know, and this one is ours. */
function inheritedEnvironment(): Record<string, string | undefined> {
  const { LOA_DEMO_DATA: _own, ...others } = process.env;
  return others;
}

import { spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { eventually } from '@loa/protocol';
import { freePorts } from './free-ports.ts';

/** What a server writes once it is up. */
export interface Ready {
  url: string;
  brokerUrl: string;
  httpsPort: number;
  brokerPort: number;
  setupCode: string | null;
  authorityPem: string;
}

const PROGRAM = join(import.meta.dirname, '../../server/dist/main.js');

/** The real server as a child process; it can be killed and started again on the same ports and files. */
export class LoaServer {
  readonly folder: string;
  readonly #environment: Record<string, string>;
  #child: ChildProcess | undefined;
  #ready: Ready | undefined;

  private constructor(folder: string, environment: Record<string, string>) {
    this.folder = folder;
    this.#environment = environment;
  }

  /** `settings` are further `LOA_…` variables. */
  static async create(folder: string, settings: Record<string, string> = {}): Promise<LoaServer> {
    const [https, broker, media] = (await freePorts(3)) as [number, number, number];
    await mkdir(folder, { recursive: true });
    return new LoaServer(folder, {
      LOA_DATA_FOLDER: folder,
      LOA_HTTPS_PORT: String(https),
      LOA_BROKER_PORT: String(broker),
      LOA_MEDIA_PORT: String(media),
      LOA_READY_FILE: join(folder, 'ready.json'),
      ...settings,
    });
  }

  get ready(): Ready {
    if (this.#ready === undefined) throw new Error('the server is not up');
    return this.#ready;
  }

  get pid(): number {
    const pid = this.#child?.pid;
    if (pid === undefined) throw new Error('the server does not run');
    return pid;
  }

  async start(): Promise<void> {
    await rm(join(this.folder, 'ready.json'), { force: true });
    const child = spawn(process.execPath, ['--enable-source-maps', PROGRAM], {
      env: { ...process.env, ...this.#environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const log = createWriteStream(join(this.folder, 'server.log'), { flags: 'a' });
    child.stdout.pipe(log, { end: false });
    child.stderr.pipe(log, { end: false });
    this.#child = child;
    const leaveNoOrphan = () => child.kill('SIGKILL');
    process.once('exit', leaveNoOrphan);
    child.once('exit', () => process.off('exit', leaveNoOrphan));
    await eventually(async () => {
      if (child.exitCode !== null)
        throw new Error(`the server ended with ${child.exitCode}; see ${this.folder}/server.log`);
      this.#ready = await this.#readReady();
      return this.#ready === undefined ? 'the server does not say that it is up' : undefined;
    }, 30_000);
  }

  /** Ends it as a power cut does: server and embedded broker are gone at once. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  async stop(): Promise<void> {
    await this.#end('SIGTERM');
  }

  async #end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill(signal);
    await gone;
  }

  async #readReady(): Promise<Ready | undefined> {
    try {
      return JSON.parse(await readFile(join(this.folder, 'ready.json'), 'utf8')) as Ready;
    } catch {
      return undefined;
    }
  }
}

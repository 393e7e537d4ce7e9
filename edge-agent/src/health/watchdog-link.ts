import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** Tells systemd that the program is ready and alive, by `systemd-notify`. Does nothing outside systemd. */
export class WatchdogLink {
  readonly #environment: NodeJS.ProcessEnv;

  constructor(environment: NodeJS.ProcessEnv) {
    this.#environment = environment;
  }

  /** How often to say that we are alive, ms; undefined when nobody asks. */
  get periodMs(): number | undefined {
    const micros = Number(this.#environment['WATCHDOG_USEC'] ?? Number.NaN);
    return this.#isListening && Number.isFinite(micros) ? micros / 1000 / 3 : undefined;
  }

  /** `READY=1`, `WATCHDOG=1` or `STOPPING=1`; rejects when the tool cannot be started. */
  async tell(word: 'READY=1' | 'WATCHDOG=1' | 'STOPPING=1'): Promise<void> {
    if (!this.#isListening) return;
    const child = spawn('systemd-notify', [`--pid=${process.pid}`, word], {
      env: this.#environment,
      stdio: 'ignore',
    });
    await once(child, 'exit');
  }

  get #isListening(): boolean {
    return (this.#environment['NOTIFY_SOCKET'] ?? '') !== '';
  }
}

import { join } from 'node:path';
import { readJson, writeDurably } from '../cache/file-store.ts';

/** What is known of time when the program ends, for the next one. */
export interface StoredTime {
  /** Run of the machine in which the offset holds. */
  machineRun: string;
  /** Server's wall clock minus the machine's monotonic clock, its error, and when it was last proved (machine ms). */
  offset: number;
  errorMs: number;
  provedAtMachine: number;
  /** The server's time then: the present is not earlier. */
  goodAt: number;
}

export class TimeStore {
  readonly #path: string;

  constructor(dataFolder: string) {
    this.#path = join(dataFolder, 'time.json');
  }

  async load(): Promise<StoredTime | undefined> {
    const value = (await readJson(this.#path)) as Partial<StoredTime> | undefined;
    const numbers = [value?.offset, value?.errorMs, value?.provedAtMachine, value?.goodAt];
    const isWhole = typeof value?.machineRun === 'string' && numbers.every(Number.isFinite);
    return isWhole ? (value as StoredTime) : undefined;
  }

  async save(time: StoredTime): Promise<void> {
    await writeDurably(this.#path, JSON.stringify(time));
  }
}

import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { schedule, type ScheduledTask } from 'node-cron';
import type { Logger } from 'pino';

/** Something that is tidied up every night. */
export interface NightTask {
  name: string;
  run: () => Promise<void>;
}

/** Half past three: between the last bulletin of the evening and the first of the morning. */
const WHEN = '30 3 * * *';
const TIME_ZONE = 'Asia/Ho_Chi_Minh';

/** Runs the tasks of the night, one after the other; one that fails does not keep the others. */
export class NightKeeper {
  readonly #tasks: readonly NightTask[];
  readonly #log: Logger;
  #timer: ScheduledTask | undefined;

  constructor({ tasks, log }: { tasks: readonly NightTask[]; log: Logger }) {
    this.#tasks = tasks;
    this.#log = log;
  }

  start(): void {
    this.#timer ??= schedule(WHEN, () => this.run(), { timezone: TIME_ZONE, noOverlap: true });
  }

  async close(): Promise<void> {
    await this.#timer?.destroy();
    this.#timer = undefined;
  }

  async run(): Promise<void> {
    for (const { name, run } of this.#tasks) {
      await run().catch((error: unknown) =>
        this.#log.error({ err: error, task: name }, 'task of the night failed'),
      );
    }
  }
}

/** Removes files of the folder that nobody has written to since `before` (wall ms). */
export async function removeOldFiles(folder: string, before: number): Promise<void> {
  for (const name of await readdir(folder)) {
    const file = join(folder, name);
    const { mtimeMs } = await stat(file);
    if (mtimeMs < before) await rm(file, { recursive: true, force: true });
  }
}

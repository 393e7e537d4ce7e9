import { ListeningDoor } from '../listening/listening-door.ts';
import { VirtualPole } from './virtual-pole.ts';
import type { VirtualPoleSettings } from './virtual-pole.ts';

/** An agent that ended is started again after this, as on a real pole (ms). */
const RESTART_AFTER_MS = 2000;

/** Several virtual poles with one listening page. */
export class PoleYard {
  readonly #poles: VirtualPole[] = [];
  readonly #door: ListeningDoor;
  #fallbackDoor: ListeningDoor | undefined;

  /** The page takes `port`, or a free one when it is taken or 0. */
  constructor(port: number) {
    this.#door = new ListeningDoor(this.#poles, port);
  }

  add(settings: VirtualPoleSettings): VirtualPole {
    const pole = new VirtualPole({ restartAfterMs: RESTART_AFTER_MS, ...settings });
    this.#poles.push(pole);
    return pole;
  }

  get poles(): readonly VirtualPole[] {
    return this.#poles;
  }

  /** Address of the listening page; only between `start` and `close`. */
  get url(): string {
    return (this.#fallbackDoor ?? this.#door).url;
  }

  /** Opens the page and starts all poles. */
  async start(): Promise<void> {
    const door = await this.#open();
    for (const pole of this.#poles) {
      pole.listenUrl = door.urlOf(pole.id);
      await pole.start();
    }
  }

  /** Stops all poles at once. Twice is fine. */
  async close(): Promise<void> {
    await Promise.all(this.#poles.map((pole) => pole.close()));
    await this.#door.close();
    await this.#fallbackDoor?.close();
  }

  async #open(): Promise<ListeningDoor> {
    try {
      await this.#door.start();
      return this.#door;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
      this.#fallbackDoor = new ListeningDoor(this.#poles);
      await this.#fallbackDoor.start();
      return this.#fallbackDoor;
    }
  }
}

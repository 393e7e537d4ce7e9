import { readFile, statfs } from 'node:fs/promises';

export interface Vitals {
  cpuPercent: number;
  rssMb: number;
  temperatureC: number | null;
  diskFreeMb: number;
}

const MB = 1024 * 1024;
const THERMAL_FILE = '/sys/class/thermal/thermal_zone0/temp';

/** What this program takes of the machine, and how the machine is. */
export class VitalsLink {
  readonly #folder: string;
  #lastCpu = process.cpuUsage();
  #lastMono = performance.now();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** CPU is the share of one core since the last call. */
  async read(): Promise<Vitals> {
    return {
      cpuPercent: round(this.#takeCpu()),
      rssMb: round(process.memoryUsage.rss() / MB),
      temperatureC: await temperature(),
      diskFreeMb: Math.round(await freeMb(this.#folder)),
    };
  }

  #takeCpu(): number {
    const { user, system } = process.cpuUsage(this.#lastCpu);
    const elapsed = performance.now() - this.#lastMono;
    this.#lastCpu = process.cpuUsage();
    this.#lastMono = performance.now();
    return elapsed <= 0 ? 0 : (user + system) / 10 / elapsed;
  }
}

async function temperature(): Promise<number | null> {
  const text = await readFile(THERMAL_FILE, 'utf8').catch(() => '');
  return text === '' ? null : round(Number(text) / 1000);
}

async function freeMb(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return (bavail * bsize) / MB;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

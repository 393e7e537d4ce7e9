import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { readJson, readText, removeFile, writeDurably } from '../cache/file-store.ts';

const ENTRY = /^(\d{12})\.jws$/;

/** Lines of the record that the server has not acknowledged, one signed file each, and the number of the last. */
export class PlaylogStore {
  readonly #folder: string;
  #numbers: number[] = [];
  #last = 0;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async start(): Promise<void> {
    await mkdir(this.#folder, { recursive: true });
    const names = await readdir(this.#folder);
    this.#numbers = names
      .flatMap((name) => ENTRY.exec(name)?.[1] ?? [])
      .map(Number)
      .sort((a, b) => a - b);
    const stored = (await readJson(this.#counterFile)) as { last?: unknown } | undefined;
    const counted = typeof stored?.last === 'number' ? stored.last : 0;
    this.#last = Math.max(counted, this.#numbers.at(-1) ?? 0);
  }

  /** Keeps a line; `sign` gets the number that it must carry. */
  async add(sign: (number: number) => Promise<string>): Promise<void> {
    const number = this.#last + 1;
    const token = await sign(number);
    // Counted first: a number that was given away is never given again, even if the line is lost.
    await writeDurably(this.#counterFile, JSON.stringify({ last: number }));
    this.#last = number;
    await writeDurably(this.#fileOf(number), token);
    this.#numbers.push(number);
  }

  /** The oldest line; undefined when there is none. */
  async first(): Promise<{ number: number; token: string } | undefined> {
    const number = this.#numbers[0];
    if (number === undefined) return undefined;
    const token = await readText(this.#fileOf(number));
    return { number, token: token ?? '' };
  }

  async remove(number: number): Promise<void> {
    this.#numbers = this.#numbers.filter((each) => each !== number);
    await removeFile(this.#fileOf(number));
  }

  get #counterFile(): string {
    return join(this.#folder, 'counter.json');
  }

  #fileOf(number: number): string {
    return join(this.#folder, `${String(number).padStart(12, '0')}.jws`);
  }
}

import { randomInt, timingSafeEqual } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Without letters and digits that people confuse. */
const LETTERS = 'ABCDEFGHJKMNPQRSTVWXYZ23456789';
const LENGTH = 12;

/** The code on the server's terminal by which the first administrator proves to stand before it. */
export class SetupKeeper {
  readonly #file: string;
  #code: string | null = null;

  constructor({ folder }: { folder: string }) {
    this.#file = join(folder, 'setup-code');
  }

  /** Null when the first administrator exists. */
  get code(): string | null {
    return this.#code;
  }

  async start({ isNeeded }: { isNeeded: boolean }): Promise<void> {
    if (!isNeeded) {
      await this.remove();
      return;
    }
    this.#code = (await this.#read()) ?? (await this.#make());
  }

  isRight(text: string): boolean {
    if (this.#code === null) return false;
    const [given, wanted] = [Buffer.from(plain(text)), Buffer.from(plain(this.#code))];
    return given.length === wanted.length && timingSafeEqual(given, wanted);
  }

  async remove(): Promise<void> {
    this.#code = null;
    await rm(this.#file, { force: true });
  }

  async #read(): Promise<string | null> {
    const text = await readFile(this.#file, 'utf8').catch(() => '');
    return plain(text).length === LENGTH ? text.trim() : null;
  }

  async #make(): Promise<string> {
    const letters = Array.from({ length: LENGTH }, () => LETTERS.charAt(randomInt(LETTERS.length))).join('');
    const code = letters.replace(/(....)(?=.)/g, '$1-');
    await writeFile(this.#file, `${code}\n`, { mode: 0o600 });
    return code;
  }
}

/** Hyphens, blanks and lower case are a matter of reading. */
function plain(text: string): string {
  return text.toUpperCase().replace(/[^A-Z0-9]/g, '');
}

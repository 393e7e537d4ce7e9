import { renameSync, rmSync, writeFileSync } from 'node:fs';

/** A small text that is replaced as a whole: a reader sees the old one or the new one, never a half. */
export class StatusFile {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  write(text: string): void {
    const next = `${this.#path}.next`;
    writeFileSync(next, text);
    renameSync(next, this.#path);
  }

  remove(): void {
    rmSync(this.#path, { force: true });
  }
}

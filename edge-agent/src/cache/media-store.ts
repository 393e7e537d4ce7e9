import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { CachedFile } from './eviction.ts';

const WHOLE = /^([0-9a-f]{64})\.opus$/;
const PART = /^[0-9a-f]{64}\.part$/;
/** A beginning that nobody went on with for so long is left over from an earlier run, ms (a week). */
const LEFT_OVER_AFTER_MS = 7 * 24 * 3_600_000;

/** The pole's audio files by their SHA-256: whole ones, and the beginnings of those that are being fetched. */
export class MediaStore {
  readonly #folder: string;
  readonly #files = new Map<string, CachedFile>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Looks at what lies there; `now` is wall ms. */
  async start(now: number): Promise<void> {
    await mkdir(this.#folder, { recursive: true });
    for (const name of await readdir(this.#folder)) {
      const path = join(this.#folder, name);
      const { size, mtimeMs } = await stat(path);
      const sha256 = WHOLE.exec(name)?.[1];
      if (sha256 !== undefined) this.#files.set(sha256, { sha256, bytes: size, fetchedAt: mtimeMs });
      else if (PART.test(name) && now - mtimeMs > LEFT_OVER_AFTER_MS) await rm(path, { force: true });
    }
  }

  get files(): CachedFile[] {
    return [...this.#files.values()];
  }

  /** Names of the whole, checked files. */
  get present(): ReadonlySet<string> {
    return new Set(this.#files.keys());
  }

  pathOf(sha256: string): string {
    return join(this.#folder, `${sha256}.opus`);
  }

  /** Free space for files, bytes. */
  async freeBytes(): Promise<number> {
    const { bavail, bsize } = await statfs(this.#folder);
    return bavail * bsize;
  }

  /** Bytes of a file that have been fetched before. */
  async partBytes(sha256: string): Promise<number> {
    return stat(this.#partOf(sha256)).then(
      ({ size }) => size,
      () => 0,
    );
  }

  /** Appends what comes; what was written before a failure stays. Rejects with ENOSPC when the disk is full. */
  async append(sha256: string, from: number, pieces: AsyncIterable<Uint8Array>): Promise<void> {
    const file = await open(this.#partOf(sha256), from === 0 ? 'w' : 'a');
    try {
      for await (const piece of pieces) await file.appendFile(piece);
      await file.sync();
    } finally {
      await file.close();
    }
  }

  /** Makes a fetched file a whole one when its hash is right; otherwise takes it away and answers false. */
  async admit(sha256: string, fetchedAt: number): Promise<boolean> {
    const part = this.#partOf(sha256);
    if ((await hashOf(part)) !== sha256) {
      await rm(part, { force: true });
      return false;
    }
    const { size } = await stat(part);
    await rename(part, this.pathOf(sha256));
    this.#files.set(sha256, { sha256, bytes: size, fetchedAt });
    return true;
  }

  async drop(sha256: string): Promise<void> {
    this.#files.delete(sha256);
    await rm(this.pathOf(sha256), { force: true });
  }

  /** Takes away the beginning of a file that nobody needs any more. */
  async dropPart(sha256: string): Promise<void> {
    await rm(this.#partOf(sha256), { force: true });
  }

  #partOf(sha256: string): string {
    return join(this.#folder, `${sha256}.part`);
  }
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of createReadStream(path)) hash.update(piece as Buffer);
  return hash.digest('hex');
}

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat, statfs, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import type { CachedFile } from './eviction.ts';

const WHOLE = /^([0-9a-f]{64})\.opus$/;
const PART = /^([0-9a-f]{64})\.part$/;

/** The pole's audio files by their SHA-256: whole ones, and the beginnings of those that are being fetched. */
export class MediaStore {
  readonly #folder: string;
  readonly #files = new Map<string, CachedFile>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Looks at what lies there. */
  async start(): Promise<void> {
    await mkdir(this.#folder, { recursive: true });
    for (const name of await readdir(this.#folder)) {
      const sha256 = WHOLE.exec(name)?.[1];
      if (sha256 === undefined) continue;
      const { size, mtimeMs } = await stat(join(this.#folder, name));
      this.#files.set(sha256, { sha256, bytes: size, usedAt: mtimeMs });
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
  async admit(sha256: string, usedAt: number): Promise<boolean> {
    const part = this.#partOf(sha256);
    if ((await hashOf(part)) !== sha256) {
      await rm(part, { force: true });
      return false;
    }
    const { size } = await stat(part);
    await rename(part, this.pathOf(sha256));
    this.#files.set(sha256, { sha256, bytes: size, usedAt });
    return true;
  }

  /** Notes that a file is in use, so that it is among the last to go. */
  async touch(sha256: string, usedAt: number): Promise<void> {
    const file = this.#files.get(sha256);
    if (file === undefined) return;
    this.#files.set(sha256, { ...file, usedAt });
    await utimes(this.pathOf(sha256), usedAt / 1000, usedAt / 1000);
  }

  async drop(sha256: string): Promise<void> {
    this.#files.delete(sha256);
    await rm(this.pathOf(sha256), { force: true });
  }

  /** Takes away the beginnings of files that nobody needs. */
  async dropParts(needed: ReadonlySet<string>): Promise<void> {
    for (const name of await readdir(this.#folder)) {
      const sha256 = PART.exec(name)?.[1];
      if (sha256 !== undefined && !needed.has(sha256)) await rm(join(this.#folder, name), { force: true });
    }
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

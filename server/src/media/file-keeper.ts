import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, statfs, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { LoaError } from '@loa/protocol';
import { isDiskFull } from '../storage/database.ts';

/** A prepared file in its place. */
export interface KeptFile {
  sha256: string;
  bytes: number;
}

/** With less room than this (bytes), a failure to write is believed to be the disk's. */
const TIGHT_BYTES = 4_000_000;

/** The files of the recordings: uploads while they are prepared, and what they became, by its SHA-256. */
export class FileKeeper {
  readonly #media: string;
  readonly #incoming: string;
  readonly #orphans: string;
  readonly #hasRoom: () => Promise<boolean>;

  /** `folder`: the server's data. `hasRoom`: false when the last of the disk is kept for going on air. */
  constructor({ folder, hasRoom = async () => true }: { folder: string; hasRoom?: () => Promise<boolean> }) {
    this.#media = join(folder, 'media');
    this.#incoming = join(folder, 'incoming');
    this.#orphans = join(folder, 'media', 'orphans');
    this.#hasRoom = hasRoom;
  }

  /** Makes the folders; what was being prepared at the last end is thrown away. */
  async start(): Promise<void> {
    await rm(this.#incoming, { recursive: true, force: true });
    await mkdir(this.#incoming, { recursive: true, mode: 0o700 });
    await mkdir(this.#orphans, { recursive: true });
  }

  uploadPath(id: string): string {
    return join(this.#incoming, `${id}.upload`);
  }

  preparedPath(id: string): string {
    return join(this.#incoming, `${id}.opus`);
  }

  pathOf(sha256: string): string {
    return join(this.#media, `${sha256}.opus`);
  }

  /**
   * Takes in an upload to its end. Throws `storage.full` when the disk has no room; the rest is then read and thrown
   * away, so that the sender hears the answer. Nothing is left behind.
   */
  async receive(id: string, source: Readable): Promise<void> {
    const path = this.uploadPath(id);
    try {
      if (!(await this.#hasRoom())) throw new LoaError('storage.full');
      const handle = await open(path, 'wx');
      try {
        for await (const chunk of source.iterator({ destroyOnReturn: false }))
          await handle.writeFile(chunk as Buffer);
      } finally {
        await handle.close();
      }
    } catch (error) {
      source.resume();
      await this.discard(id);
      throw isDiskFull(error) ? new LoaError('storage.full', {}, error) : error;
    }
  }

  /** Moves the prepared file of an upload to its place, safe from a cut of the mains. */
  async keep(id: string): Promise<KeptFile> {
    const prepared = this.preparedPath(id);
    const file = await digest(prepared);
    await syncPath(prepared);
    const place = this.pathOf(file.sha256);
    await rename(prepared, place);
    await syncPath(dirname(place));
    return file;
  }

  /** Removes all that an upload has left. */
  async discard(id: string): Promise<void> {
    await rm(this.uploadPath(id), { force: true });
    await rm(this.preparedPath(id), { force: true });
  }

  async remove(sha256: string): Promise<void> {
    await rm(this.pathOf(sha256), { force: true });
  }

  /** Puts a file that no row needs where it does no harm and can be found again. `now`: since when (wall ms). */
  async setAside(sha256: string, now: number): Promise<void> {
    const place = this.#orphanPath(sha256);
    await rename(this.pathOf(sha256), place);
    await utimes(place, now / 1000, now / 1000);
  }

  async takeBack(sha256: string): Promise<void> {
    await rename(this.#orphanPath(sha256), this.pathOf(sha256));
  }

  /** Names of the files that are kept. */
  list(): Promise<string[]> {
    return namesIn(this.#media);
  }

  listOrphans(): Promise<string[]> {
    return namesIn(this.#orphans);
  }

  #orphanPath(sha256: string): string {
    return join(this.#orphans, `${sha256}.opus`);
  }

  async isTight(): Promise<boolean> {
    const { bavail, bsize } = await statfs(this.#incoming);
    return bavail * bsize < TIGHT_BYTES;
  }
}

async function namesIn(folder: string): Promise<string[]> {
  const names = await readdir(folder);
  return names.filter((name) => name.endsWith('.opus')).map((name) => name.slice(0, -'.opus'.length));
}

async function digest(path: string): Promise<KeptFile> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of createReadStream(path)) {
    hash.update(chunk as Buffer);
    bytes += (chunk as Buffer).length;
  }
  return { sha256: hash.digest('hex'), bytes };
}

async function syncPath(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

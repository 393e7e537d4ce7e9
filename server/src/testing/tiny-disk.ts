import { execFile } from 'node:child_process';
import { mkdtemp, open, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const CHUNK_BYTES = 64 * 1024;

/** A real file system of a few megabytes, which a test can fill to the last byte. */
export class TinyDisk {
  readonly folder: string;

  /** Use `openTinyDisk`. */
  constructor(folder: string) {
    this.folder = folder;
  }

  async freeBytes(): Promise<number> {
    const { bavail, bsize } = await statfs(this.folder);
    return bavail * bsize;
  }

  /** Leaves not one block. */
  async fill(): Promise<void> {
    const file = await open(join(this.folder, 'filler'), 'a');
    try {
      for (;;) await file.appendFile(Buffer.alloc(CHUNK_BYTES));
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error;
    } finally {
      await file.close();
    }
  }

  /** Takes away what `fill` wrote. */
  async empty(): Promise<void> {
    await rm(join(this.folder, 'filler'), { force: true });
  }

  async close(): Promise<void> {
    // Lazily: a test that failed may have left a file open.
    await run('umount', ['-l', this.folder]);
    await rm(this.folder, { recursive: true });
  }
}

/** Undefined where file systems may not be mounted, which takes root on Linux. */
export async function openTinyDisk(megabytes: number): Promise<TinyDisk | undefined> {
  const folder = await mkdtemp(join(tmpdir(), 'loa-disk-'));
  try {
    await run('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder]);
    return new TinyDisk(folder);
  } catch {
    await rm(folder, { recursive: true });
    return undefined;
  }
}

/** Asked once, for `describe.skipIf`. */
export async function canMount(): Promise<boolean> {
  const disk = await openTinyDisk(1);
  await disk?.close();
  return disk !== undefined;
}

/** A stored file. */
export interface CachedFile {
  sha256: string;
  bytes: number;
  /** When it came, Unix ms. */
  fetchedAt: number;
}

export interface SpaceFacts {
  files: readonly CachedFile[];
  /** Files that a plan still needs; they are never let go. */
  needed: ReadonlySet<string>;
  /** Free space on the disk, and what is about to be fetched, bytes. */
  freeBytes: number;
  wantedBytes: number;
  /** What all files together may take, bytes. */
  limitBytes: number;
}

/** Space that stays free for everything else on the machine, bytes (64 MB). */
export const RESERVE_BYTES = 64 * 1024 * 1024;

/** Files to let go, the oldest first: only what nobody needs, and only under pressure or beyond the limit. */
export function filesToDrop({ files, needed, freeBytes, wantedBytes, limitBytes }: SpaceFacts): string[] {
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  let surplus = Math.max(total + wantedBytes - limitBytes, wantedBytes + RESERVE_BYTES - freeBytes);
  const idle = files
    .filter(({ sha256 }) => !needed.has(sha256))
    .sort((one, other) => one.fetchedAt - other.fetchedAt);
  const dropped: string[] = [];
  for (const { sha256, bytes } of idle) {
    if (surplus <= 0) break;
    dropped.push(sha256);
    surplus -= bytes;
  }
  return dropped;
}

import { open } from 'node:fs/promises';
import type { MediaFile } from './stored-source.ts';

/** Opens a stored file for reading; rejects when it is not there. */
export async function openMediaFile(path: string): Promise<MediaFile> {
  const file = await open(path, 'r');
  return {
    async read(offset, length) {
      const buffer = new Uint8Array(length);
      const { bytesRead } = await file.read(buffer, 0, length, offset);
      return buffer.subarray(0, bytesRead);
    },
    close: () => file.close(),
  };
}

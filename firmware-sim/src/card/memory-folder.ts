import { accessSync, constants, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A new private folder in memory where there is one: a card's status is rewritten a hundred times a second. */
export function makeMemoryFolder(): string {
  const places = ['/dev/shm', process.env['XDG_RUNTIME_DIR'], tmpdir()];
  return mkdtempSync(join(places.find(isWritable) ?? tmpdir(), 'loa-card-'));
}

function isWritable(place: string | undefined): place is string {
  if (place === undefined || place === '') return false;
  try {
    accessSync(place, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

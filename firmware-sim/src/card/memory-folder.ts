import { accessSync, constants, existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PREFIX = 'loa-card-';

/**
 * A new private folder in memory where there is one: a card's status is rewritten a hundred times a second. Folders
 * of processes that were killed before they could remove theirs go.
 */
export function makeMemoryFolder(): string {
  const place = ['/dev/shm', process.env['XDG_RUNTIME_DIR']].find(isWritable) ?? tmpdir();
  for (const name of readdirSync(place)) {
    const folder = join(place, name);
    if (isLeftOver(name) && isOurs(folder)) rmSync(folder, { recursive: true, force: true });
  }
  return mkdtempSync(join(place, `${PREFIX}${process.pid}-`));
}

function isLeftOver(name: string): boolean {
  const [, pid] = /^loa-card-(\d+)-/.exec(name) ?? [];
  return pid !== undefined && existsSync('/proc/self') && !existsSync(`/proc/${pid}`);
}

function isOurs(folder: string): boolean {
  return statSync(folder, { throwIfNoEntry: false })?.uid === process.getuid?.();
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

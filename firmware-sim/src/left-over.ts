import { readFileSync, writeFileSync } from 'node:fs';

const GONE_WITHIN_MS = 3000;
const LOOK_EVERY_MS = 50;

/** Notes which child process a folder has, so that the next run finds it should this one be killed outright. */
export function noteChild(file: string, pid: number): void {
  writeFileSync(file, JSON.stringify({ pid, ownerPid: process.pid }), { mode: 0o600 });
}

/**
 * Ends the noted child of an earlier run that was killed before it could end its children. It is taken for ours only
 * when its command line or environment holds `mark`, and for left over only when its parent is no longer the owner.
 */
export async function endLeftOver(file: string, mark: string): Promise<void> {
  const note = readNote(file);
  if (note === undefined) return;
  const place = `/proc/${note.pid}`;
  const told = textOf(`${place}/cmdline`) + textOf(`${place}/environ`);
  const parent = Number(/^PPid:\s*(\d+)/m.exec(textOf(`${place}/status`))?.[1] ?? NaN);
  if (!told.split('\0').includes(mark) || parent === note.ownerPid) return;
  process.kill(note.pid, 'SIGKILL');
  const until = performance.now() + GONE_WITHIN_MS;
  while (hasItsFiles(place) && performance.now() < until) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}

/** A process gives back its memory first and its files (ports, that is) after; only then is it a zombie, or gone. */
function hasItsFiles(place: string): boolean {
  const state = /^State:\s*(\S)/m.exec(textOf(`${place}/status`))?.[1];
  return state !== undefined && state !== 'Z' && state !== 'X';
}

function readNote(file: string): { pid: number; ownerPid: number } | undefined {
  try {
    return JSON.parse(textOf(file)) as { pid: number; ownerPid: number };
  } catch {
    return undefined;
  }
}

/** Empty where there is no such file. */
function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

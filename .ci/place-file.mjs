import { chmodSync, copyFileSync, mkdirSync, renameSync } from 'node:fs';
import { dirname } from 'node:path';

const executable = 0o755;

/** Copies a program so that nobody ever sees half of it: beside its place first, then renamed. */
export function placeFile(from, to) {
  mkdirSync(dirname(to), { recursive: true });
  const unfinished = `${to}.${process.pid}`;
  copyFileSync(from, unfinished);
  chmodSync(unfinished, executable);
  renameSync(unfinished, to);
}

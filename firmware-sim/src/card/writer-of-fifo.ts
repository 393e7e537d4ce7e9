import { fstatSync, readdirSync, statSync } from 'node:fs';

/** Process whose standard output is this open pipe; 0 where none is found, or the system keeps no `/proc`. */
export function writerOf(file: number): number {
  const pipe = fstatSync(file);
  for (const pid of processes()) {
    const output = statOrNothing(`/proc/${pid}/fd/1`);
    if (output !== undefined && output.ino === pipe.ino && output.dev === pipe.dev) return pid;
  }
  return 0;
}

/** Newest first: the writer has just come. */
function processes(): number[] {
  try {
    const pids = readdirSync('/proc').map(Number).filter(Number.isInteger);
    return pids.sort((a, b) => b - a);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

function statOrNothing(path: string) {
  try {
    return statSync(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== undefined && ['ENOENT', 'EACCES', 'ESRCH', 'ENOTDIR', 'EPERM'].includes(code))
      return undefined;
    throw error;
  }
}

import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);
const DEADLINE_MS = 3000;

/** Milliseconds of the machine's monotonic clock: the same line for all programs until the machine restarts. */
export function machineMono(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}

/** Name of the machine's present run; a new one after every restart. Empty where the system tells none. */
export async function machineRun(): Promise<string> {
  return readFile('/proc/sys/kernel/random/boot_id', 'utf8').then(
    (text) => text.trim(),
    () => '',
  );
}

/** Whether the machine's own time service (chrony or systemd) vouches for the wall clock. */
export async function isSystemClockRight(): Promise<boolean> {
  const chrony = await answerOf('chronyc', ['-n', 'tracking']);
  if (/Leap status\s*:\s*Normal/.test(chrony)) return true;
  const systemd = await answerOf('timedatectl', ['show', '-p', 'NTPSynchronized', '--value']);
  return systemd.trim() === 'yes';
}

// A machine without the one or the other service is an everyday thing.
async function answerOf(command: string, args: readonly string[]): Promise<string> {
  return run(command, args, { timeout: DEADLINE_MS }).then(
    ({ stdout }) => stdout,
    () => '',
  );
}

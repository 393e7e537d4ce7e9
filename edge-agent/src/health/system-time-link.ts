import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { SystemTime } from '@loa/protocol';

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

/**
 * What the machine's own time service says of the wall clock: chrony where it runs, else systemd's. A chrony that follows
 * only the machine's crystal (its directive `local`) vouches for nothing, whatever the kernel then tells systemd. Never
 * rejects.
 */
export async function systemTime(): Promise<SystemTime> {
  const chrony = await answerOf('chronyc', ['-n', 'tracking']);
  if (/^Leap status/m.test(chrony)) return vouches(chrony) ? 'synchronized' : 'unsynchronized';
  const systemd = await answerOf('timedatectl', ['show', '-p', 'NTPSynchronized', '--value']);
  if (systemd.trim() === 'yes') return 'synchronized';
  return chrony === '' && systemd === '' ? 'none' : 'unsynchronized';
}

function vouches(tracking: string): boolean {
  const followsItself = /^Reference ID\s*: 7F7F01/m.test(tracking);
  return !followsItself && !/^Leap status\s*: Not synchronised/m.test(tracking);
}

// A machine without the one or the other service is an everyday thing.
async function answerOf(command: string, args: readonly string[]): Promise<string> {
  return run(command, args, { timeout: DEADLINE_MS }).then(
    ({ stdout }) => stdout,
    () => '',
  );
}

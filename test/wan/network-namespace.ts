import { mustRun } from './command.ts';

const NAME = /^loa-(\d+)-/;

/** Names of one run's namespaces: `loa-<process id>-<label>`, so that runs at the same time do not meet. */
export function namespaceName(runPid: number, label: string): string {
  return `loa-${runPid}-${label}`;
}

/** The process id of the run to which a namespace belongs; undefined for one of somebody else. */
export function runOf(name: string): number | undefined {
  const pid = NAME.exec(name)?.[1];
  return pid === undefined ? undefined : Number(pid);
}

/** Makes a namespace whose loopback is up. */
export async function addNamespace(name: string): Promise<void> {
  await mustRun('ip', ['netns', 'add', name]);
  await mustRun('ip', ['-n', name, 'link', 'set', 'lo', 'up']);
}

/** Program and arguments that start another program inside a namespace and become it. */
export function inside(name: string): string[] {
  // Unlike `ip netns exec` it leaves the mounts alone, so that namespaces made inside are seen from outside.
  return ['nsenter', `--net=/var/run/netns/${name}`];
}

/** Kills whatever still runs in the namespaces of a run and takes them away. */
export async function removeNamespacesOf(runPid: number): Promise<void> {
  for (const name of await namespaces()) if (runOf(name) === runPid) await removeNamespace(name);
}

/** Takes away what runs that were killed outright have left. */
export async function removeLeftOvers(): Promise<void> {
  for (const name of await namespaces()) {
    const pid = runOf(name);
    if (pid !== undefined && !isAlive(pid)) await removeNamespace(name);
  }
}

async function namespaces(): Promise<string[]> {
  const lines = (await mustRun('ip', ['netns', 'list'])).split('\n');
  return lines.map((line) => line.split(' ')[0] ?? '').filter((name) => name !== '');
}

async function removeNamespace(name: string): Promise<void> {
  const pids = (await mustRun('ip', ['netns', 'pids', name])).split('\n').filter((pid) => pid !== '');
  pids.map(Number).filter(isAlive).forEach(kill);
  await mustRun('ip', ['netns', 'delete', name]);
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    // It has ended by itself meanwhile.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

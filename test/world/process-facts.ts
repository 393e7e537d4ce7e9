import { readFile, readdir } from 'node:fs/promises';

/** Ticks a second in which Linux counts processor time. */
const TICKS_PER_S = 100;

/** Processor time (seconds) that a process and its children have used so far. */
export async function cpuSecondsOf(pid: number): Promise<number> {
  const ids = [pid, ...(await childrenOf(pid))];
  const ticks = await Promise.all(ids.map(ticksOf));
  return ticks.reduce((sum, one) => sum + one, 0) / TICKS_PER_S;
}

/** Resident memory of one process, MB. */
export async function rssMbOf(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? NaN) / 1024;
}

async function ticksOf(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return Number(fields[11]) + Number(fields[12]);
}

/** Process ids of the direct children. */
export async function childrenOf(pid: number): Promise<number[]> {
  const tasks = await readdir(`/proc/${pid}/task`);
  const lists = await Promise.all(
    tasks.map((task) => readFile(`/proc/${pid}/task/${task}/children`, 'utf8')),
  );
  return lists.flatMap((list) => list.trim().split(' ').filter(Boolean).map(Number));
}

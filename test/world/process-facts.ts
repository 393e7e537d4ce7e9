import { readFile, readdir } from 'node:fs/promises';

/** Processor time (seconds) that a process and its children have used so far. */
export async function cpuSecondsOf(pid: number): Promise<number> {
  const children = await childrenOf(pid);
  // A child may have ended since it was seen.
  const ofChildren = children.map((child) => nanosecondsOf(child).catch(() => 0));
  const times = await Promise.all([nanosecondsOf(pid), ...ofChildren]);
  return times.reduce((sum, one) => sum + one, 0) / 1e9;
}

/** Resident memory of one process, MB, page by page: `status` adds up counters that are some hundred kB apart. */
export async function rssMbOf(pid: number): Promise<number> {
  const rollup = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8');
  return Number(/^Rss:\s+(\d+) kB/m.exec(rollup)?.[1] ?? NaN) / 1024;
}

/** By the scheduler's own account: who wakes for a millisecond at a time falls between the ticks of other counters. */
async function nanosecondsOf(pid: number): Promise<number> {
  const tasks = await readdir(`/proc/${pid}/task`);
  const texts = await Promise.all(
    tasks.map((task) => readFile(`/proc/${pid}/task/${task}/schedstat`, 'utf8').catch(() => '0')),
  );
  return texts.reduce((sum, text) => sum + Number(text.split(' ')[0]), 0);
}

/** Process ids of the direct children. */
export async function childrenOf(pid: number): Promise<number[]> {
  const tasks = await readdir(`/proc/${pid}/task`);
  const lists = await Promise.all(
    tasks.map((task) => readFile(`/proc/${pid}/task/${task}/children`, 'utf8').catch(() => '')),
  );
  return lists.flatMap((list) => list.trim().split(' ').filter(Boolean).map(Number));
}

import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '@loa/protocol';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { endLeftOver, noteChild } from './left-over.ts';

let folder: string;
let note: string;
let pids: number[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loa-left-over-'));
  note = join(folder, 'child.json');
  pids = [];
});
afterEach(() => {
  for (const pid of pids.filter(isAlive)) process.kill(pid, 'SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

function isAlive(pid: number): boolean {
  try {
    return !readFileSync(`/proc/${pid}/status`, 'utf8').includes('State:\tZ');
  } catch {
    return false;
  }
}

/** A child of a shell that is gone by the time we know it. Its environment can be read once it runs its own program. */
async function orphan(mark: string): Promise<number> {
  const file = join(folder, 'pid');
  spawn('sh', ['-c', `sleep 60 & echo $! > ${file}`], {
    stdio: 'ignore',
    detached: true,
    env: { MARK: mark },
  });
  let pid = 0;
  await eventually(() => {
    try {
      pid = Number(readFileSync(file, 'utf8'));
    } catch {
      return 'not started';
    }
    if (pid === 0) return 'not started';
    if (readFileSync(`/proc/${pid}/comm`, 'utf8') !== 'sleep\n') return 'still the shell';
    return readFileSync(`/proc/${pid}/environ`, 'utf8').includes(`MARK=${mark}`) ? undefined : 'starting';
  });
  pids.push(pid);
  return pid;
}

test('a child that outlived its killed parent is ended', async () => {
  const pid = await orphan('ours');
  noteChild(note, pid);
  await endLeftOver(note, 'MARK=ours');
  expect(isAlive(pid)).toBe(false);
});

test('a process that merely got the same number is left alone', async () => {
  const pid = await orphan('somebody else');
  noteChild(note, pid);
  await endLeftOver(note, 'MARK=ours');
  expect(isAlive(pid)).toBe(true);
});

test('the child of a parent that still runs is left alone', async () => {
  const child = spawn('sleep', ['60'], { stdio: 'ignore', env: { ...process.env, MARK: 'ours' } });
  const pid = child.pid ?? 0;
  pids.push(pid);
  noteChild(note, pid);
  await eventually(() =>
    readFileSync(`/proc/${pid}/environ`, 'utf8').includes('MARK=ours') ? undefined : 'starting',
  );
  await endLeftOver(note, 'MARK=ours');
  expect(isAlive(pid)).toBe(true);
});

test('a missing or damaged note is no reason to stop', async () => {
  await endLeftOver(note, 'MARK=ours');
  writeFileSync(note, '{"pid":');
  await expect(endLeftOver(note, 'MARK=ours')).resolves.toBeUndefined();
});

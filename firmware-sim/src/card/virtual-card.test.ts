import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { once } from 'node:events';
import { eventually } from '@loa/protocol';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { VirtualCard } from './virtual-card.ts';

let card: VirtualCard;
let writers: ChildProcess[];

beforeEach(async () => {
  card = new VirtualCard({ ppm: 50 });
  writers = [];
  await card.start();
});
afterEach(async () => {
  for (const writer of writers) writer.kill('SIGKILL');
  await card.close();
});

function startWriter(): ChildProcess {
  const args = [`of=${card.pcmPath}`, 'conv=nocreat,notrunc', 'bs=9600', 'status=none'];
  const writer = spawn('dd', args, { stdio: ['pipe', 'ignore', 'ignore'] });
  writer.stdin?.on('error', () => writer.kill());
  writers.push(writer);
  return writer;
}

const status = () => readFileSync(card.statusPath, 'utf8');
const field = (name: string) => Number(new RegExp(`${name}\\s*: (.*)`).exec(status())?.[1] ?? NaN);
const pcm = (frames: number, value: number) =>
  new Uint8Array(Int16Array.from({ length: frames }, () => value).buffer);
const until = (state: string) => eventually(() => (status().startsWith(state) ? undefined : status()));

test('what is written into the pipe sounds in real time, at the speed of the card', async () => {
  const writer = startWriter();
  writer.stdin?.write(pcm(96_000, 1000));
  await until('state: RUNNING');
  const [firstFrame, firstAt] = [field('hw_ptr'), field('tstamp')];
  await eventually(() => (field('hw_ptr') > firstFrame + 24_000 ? undefined : `at ${field('hw_ptr')}`));
  const text = status();
  const frames = Number(/hw_ptr\s*: (\d+)/.exec(text)?.[1]) - firstFrame;
  const seconds = Number(/tstamp\s*: ([\d.]+)/.exec(text)?.[1]) - firstAt;
  expect(Math.abs(frames / seconds / 48_000 - 1 - 50e-6)).toBeLessThan(20e-6);
  expect(field('owner_pid')).toBe(writer.pid);
});

test('a writer that is faster than the card has to wait', async () => {
  const writer = startWriter();
  let accepted = 0;
  const chunk = pcm(48_000, 1);
  const push = () =>
    writer.stdin?.write(chunk, (error) => {
      if (error instanceof Error) return;
      accepted += 48_000;
      push();
    });
  push();
  await until('state: RUNNING');
  await eventually(() => (field('hw_ptr') > 24_000 ? undefined : `at ${field('hw_ptr')}`));
  expect(accepted).toBeLessThan(field('hw_ptr') + 240_000);
  expect(card.underruns).toBe(0);
});

test('a second writer right behind the first is told apart from it', async () => {
  const pipe = statSync(card.pcmPath).ino;
  const first = startWriter();
  first.stdin?.write(pcm(4800, 1000));
  await until('state: RUNNING');
  // The next pipe is made by a program of its own, which a busy machine lets wait; before, the second gets the first's.
  await eventually(() => (statSync(card.pcmPath).ino === pipe ? 'the next pipe is not there' : undefined));
  first.kill('SIGKILL');
  await once(first, 'exit');
  const second = startWriter();
  second.stdin?.write(pcm(9600, 2000));
  await eventually(() => (field('owner_pid') === second.pid ? undefined : status()));
  await eventually(() => (field('hw_ptr') === 9600 ? undefined : `at ${field('hw_ptr')}`));
});

test('every period is heard without a gap, with the silence between two writers', async () => {
  const heard: number[] = [];
  let expected: number | undefined;
  const stop = card.onPeriod(({ frame, samples }) => {
    expect(frame).toBe(expected ?? frame);
    expected = frame + samples.length;
    heard.push(samples[0] ?? NaN);
  });
  startWriter().stdin?.end(pcm(4800, 1000));
  await eventually(() => (heard.includes(1000) && heard.at(-1) === 0 ? undefined : 'still sounding'));
  startWriter().stdin?.end(pcm(4800, 2000));
  await eventually(() => (heard.includes(2000) && heard.at(-1) === 0 ? undefined : 'still sounding'));
  stop();
  expect(heard.filter((value) => value === 1000)).toHaveLength(10);
  expect(heard.filter((value) => value === 2000)).toHaveLength(10);
});

/** Periods from now on, by their first sample. */
function hear(): number[] {
  const heard: number[] = [];
  card.onPeriod(({ samples }) => heard.push(samples[0] ?? NaN));
  return heard;
}

test("a card that is pulled out breaks its writer's pipe and lets nobody in until it is back", async () => {
  const heard = hear();
  const writer = startWriter();
  writer.stdin?.write(pcm(96_000, 1000));
  await eventually(() => (heard.at(-1) === 1000 ? undefined : 'not sounding'));
  const gone = once(writer, 'exit');
  await card.pullOut();
  writer.stdin?.write(pcm(96_000, 1000));
  expect((await gone)[1]).toBe('SIGPIPE');
  expect([card.isOut, existsSync(card.pcmPath), existsSync(card.statusPath)]).toEqual([true, false, false]);
  const refused = startWriter();
  expect(await once(refused, 'exit')).toEqual([1, null]);
  const silent = heard.length;
  await eventually(() => (heard.length > silent + 3 ? undefined : 'time stands still'));
  expect(heard.at(-1)).toBe(0);
  await card.putBack();
  expect(status()).toBe('closed\n');
  startWriter().stdin?.write(pcm(9600, 2000));
  await eventually(() => (heard.at(-1) === 2000 ? undefined : 'silent'));
});

test('a card that hangs is cured by the end of its writer', async () => {
  const heard = hear();
  const writer = startWriter();
  writer.stdin?.write(pcm(96_000, 1000));
  await eventually(() => (heard.at(-1) === 1000 ? undefined : 'not sounding'));
  card.hang();
  const stoodAt = field('hw_ptr');
  const count = heard.length;
  await eventually(() => (heard.length > count + 5 ? undefined : 'time stands still'));
  expect([heard.at(-1), field('hw_ptr') - stoodAt < 960]).toEqual([0, true]);
  expect(status()).toContain('state: RUNNING');
  writer.kill('SIGKILL');
  await once(writer, 'exit');
  startWriter().stdin?.write(pcm(9600, 2000));
  await eventually(() => (heard.at(-1) === 2000 ? undefined : 'silent'));
  expect(card.isHanging).toBe(false);
});

test('late periods shift the stamps of the status and nothing of what sounds', async () => {
  const sounded: { frame: number; beganAt: number }[] = [];
  card.onPeriod(({ frame, beganAt }) => sounded.push({ frame, beganAt }));
  card.setJitter(8);
  startWriter().stdin?.write(pcm(96_000, 1000));
  const late: number[] = [];
  await eventually(() => {
    const [first] = sounded;
    if (first === undefined || !status().startsWith('state: RUNNING')) return 'not sounding';
    const last = sounded.at(-1) as typeof first;
    late.push(field('tstamp') * 1000 - last.beganAt - 10);
    return sounded.length > 100 ? undefined : `${sounded.length} periods`;
  });
  const msOf = (frame: number) => frame / (48 * (1 + 50e-6));
  const [first] = sounded as [{ frame: number; beganAt: number }];
  const errors = sounded.map(({ frame, beganAt }) =>
    Math.abs(beganAt - first.beganAt - msOf(frame - first.frame)),
  );
  expect(Math.max(...errors)).toBeLessThan(0.02);
  // The middle one: single stamps are as late as the machine stood still.
  const middle = late.sort((a, b) => a - b)[Math.floor(late.length / 2)];
  expect(middle).toBeGreaterThan(2);
  expect(middle).toBeLessThan(8);
});

test('a timer that comes early tells nothing of the period that is still sounding', async () => {
  // Half as quick as timers are, so each comes too early.
  const slowMono = () => performance.now() / 2;
  await card.close();
  card = new VirtualCard({ time: { mono: slowMono, wallOf: (mono) => mono } });
  await card.start();
  startWriter().stdin?.write(pcm(96_000, 1000));
  await until('state: RUNNING');
  const agesMs: number[] = [];
  const stamps = new Set<number>();
  await eventually(() => {
    const stampedAt = field('tstamp') * 1000;
    stamps.add(stampedAt);
    agesMs.push(slowMono() - stampedAt);
    return stamps.size > 20 ? undefined : `${stamps.size} stamps`;
  });
  expect(Math.min(...agesMs)).toBeGreaterThanOrEqual(0);
});

test('a card that is taken away leaves nothing behind', async () => {
  const { pcmPath, statusPath } = card;
  const writer = startWriter();
  writer.stdin?.write(pcm(48_000, 1));
  await until('state: RUNNING');
  await card.close();
  expect([existsSync(pcmPath), existsSync(statusPath)]).toEqual([false, false]);
  await card.close();
});

test('what a killed process left in memory goes with the next start, what a running one uses stays', async () => {
  const place = dirname(dirname(card.statusPath));
  const killed = spawn('true');
  await once(killed, 'exit');
  const leftOver = mkdtempSync(join(place, `loa-card-${killed.pid ?? 0}-`));
  const other = new VirtualCard();
  await other.start();
  expect([existsSync(leftOver), existsSync(card.statusPath)]).toEqual([false, true]);
  await other.close();
});

import { afterEach, expect, it, vi } from 'vitest';
import { RoundKeeper } from './round-keeper.ts';

let nowMono = 1000;
const ends: (() => void)[] = [];
const rounds = new RoundKeeper(() => nowMono);

function every(periodMs: number, work: () => void): () => void {
  const end = rounds.every(periodMs, work);
  ends.push(end);
  return end;
}

function beatAfter(ms: number): void {
  nowMono += ms;
  rounds.beat();
}

afterEach(() => ends.splice(0).forEach((end) => end()));

it('does everything on one beat, each as often as it asked for, the first added first', () => {
  const done: string[] = [];
  every(40, () => done.push('sound'));
  every(120, () => done.push('amplifier'));
  for (let i = 0; i < 6; i += 1) beatAfter(40);
  expect(done.join(' ')).toBe('sound sound sound amplifier sound sound sound amplifier');
});

it('is not put off for good by beats that come a little early or late', () => {
  let times = 0;
  every(120, () => (times += 1));
  for (const ms of [39, 41, 39, 41, 38, 40, 60, 20, 40]) beatAfter(ms);
  expect(times).toBe(3);
});

it('ends one round without the others, and the timer with the last', () => {
  const clear = vi.spyOn(globalThis, 'clearTimeout');
  let times = 0;
  const endFirst = every(40, () => (times += 1));
  const endSecond = every(40, () => (times += 10));
  endFirst();
  beatAfter(40);
  expect(times).toBe(10);
  clear.mockClear();
  endSecond();
  expect(clear).toHaveBeenCalledOnce();
  clear.mockRestore();
});

/** When whatever has come with this packet has been taken in. */
const allTaken = () => new Promise((resolve) => setImmediate(resolve));

it('makes the beat with a packet that comes when it is nearly due, and not sooner', async () => {
  let times = 0;
  every(40, () => (times += 1));
  beatAfter(40);
  for (const [ms, expected] of [
    [20, 1],
    [11, 1],
    [1, 2],
    [20, 2],
  ] as const) {
    nowMono += ms;
    rounds.awake();
    await allTaken();
    expect(times).toBe(expected);
  }
});

it('makes one beat after all packets that came together', async () => {
  const done: string[] = [];
  every(40, () => done.push('beat'));
  nowMono += 35;
  for (const packet of ['one', 'two', 'three']) {
    done.push(packet);
    rounds.awake();
  }
  await allTaken();
  expect(done).toEqual(['one', 'two', 'three', 'beat']);
});

it('beats by itself soon after packets have stayed away, and then at its own pace', async () => {
  vi.useFakeTimers();
  const own = new RoundKeeper(() => performance.now());
  const moments: number[] = [];
  const beganMono = performance.now();
  const end = own.every(40, () => moments.push(Math.round(performance.now() - beganMono)));
  try {
    for (let i = 0; i < 10; i += 1) {
      await vi.advanceTimersByTimeAsync(20);
      own.awake();
    }
    await vi.advanceTimersByTimeAsync(200);
    expect(moments).toEqual([20, 60, 100, 140, 180, 240, 300, 340, 380]);
  } finally {
    end();
    vi.useRealTimers();
  }
});

it('beats by itself until its last round has ended', async () => {
  vi.useFakeTimers();
  try {
    let times = 0;
    const end = new RoundKeeper(() => performance.now()).every(40, () => (times += 1));
    await vi.advanceTimersByTimeAsync(201);
    expect(times).toBe(5);
    end();
    await vi.advanceTimersByTimeAsync(200);
    expect(times).toBe(5);
  } finally {
    vi.useRealTimers();
  }
});

it('refuses a period that the beat cannot keep', () => {
  expect(() => rounds.every(50, () => undefined)).toThrow(RangeError);
  expect(() => rounds.every(0, () => undefined)).toThrow(RangeError);
});

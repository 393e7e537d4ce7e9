import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { eventually, systemClock, type SystemTime } from '@loa/protocol';
import { TimeKeeper } from './time-keeper.ts';
import { TimeStore } from './time-store.ts';
import { WallClock } from './wall-clock.ts';

/** How far the server's clock is ahead of this machine's, ms. */
const AHEAD = 7_200_000;
let folder: string;
let keepers: TimeKeeper[];
let known: boolean[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'loa-time-'));
  keepers = [];
  known = [];
});
afterEach(async () => {
  for (const keeper of keepers) await keeper.close();
  await rm(folder, { recursive: true });
});

function keeper({
  isServerThere,
  notBefore = 0,
  system,
  onExchange = () => undefined,
}: {
  isServerThere: boolean;
  notBefore?: number;
  system?: SystemTime;
  onExchange?: () => void;
}): TimeKeeper {
  const exchange = async () => {
    onExchange();
    if (!isServerThere) throw new Error('nobody answers');
    const sentMono = systemClock.mono();
    const receivedAt = systemClock.now() + AHEAD;
    return { sentMono, gotMono: systemClock.mono(), receivedAt, answeredAt: receivedAt };
  };
  const wallClock = new WallClock(systemClock.now(), systemClock.mono());
  const log = pino({ level: 'silent' });
  const store = new TimeStore(folder);
  const made = new TimeKeeper(
    {
      ...{ wallClock, store, exchange, clock: systemClock, log },
      ...(system === undefined ? {} : { systemTime: () => Promise.resolve(system) }),
    },
    { notBefore, isLive: () => false, isDue: () => false, onKnown: (isKnown) => known.push(isKnown) },
  );
  keepers.push(made);
  return made;
}

it("knows the server's time a moment after the start", async () => {
  const time = keeper({ isServerThere: true });
  await time.start();
  await eventually(() => (known.length > 0 ? undefined : 'not known'));
  expect(Math.abs(time.now() - systemClock.now() - AHEAD)).toBeLessThan(2);
  expect(known).toEqual([true]);
  expect(time.state().offsetMs).toBeCloseTo(-AHEAD, -1);
});

it('asks the whole quick round anew when a broadcast is announced in the middle of one', async () => {
  let exchanges = 0;
  const time = keeper({
    isServerThere: true,
    onExchange: () => {
      exchanges += 1;
      if (exchanges === 5) time.hurry();
    },
  });
  await time.start();
  await eventually(() => (exchanges === 12 ? undefined : `${exchanges} exchanges`));
});

it('still knows it after a restart of the program while nobody answers', async () => {
  const first = keeper({ isServerThere: true });
  await first.start();
  await eventually(() => (first.isKnown ? undefined : 'not known'));
  await first.close();
  const second = keeper({ isServerThere: false });
  await second.start();
  expect(second.isKnown).toBe(true);
  expect(Math.abs(second.now() - systemClock.now() - AHEAD)).toBeLessThan(5);
});

it('reports what the time service of the machine says, and nothing where it is not asked', async () => {
  const time = keeper({ isServerThere: true, system: 'unsynchronized' });
  await time.start();
  await eventually(() => (time.state().system === 'unsynchronized' ? undefined : 'not told'));
  const silent = keeper({ isServerThere: true });
  await silent.start();
  await eventually(() => (silent.isKnown ? undefined : 'not known'));
  expect(silent.state()).not.toHaveProperty('system');
});

it.each([
  ['synchronized', true],
  ['unsynchronized', false],
  ['none', false],
] as const)('without the server a machine whose time is %s knows the time: %s', async (system, isKnown) => {
  const time = keeper({ isServerThere: false, system });
  await time.start();
  await eventually(() => (time.state().system === system ? undefined : 'not asked yet'));
  await eventually(() => (time.isKnown === isKnown ? undefined : 'not decided yet'));
  expect(time.isKnown).toBe(isKnown);
});

it('judges messages by no earlier time than one that has certainly passed', async () => {
  const enrolledAt = systemClock.now() + 1_000_000;
  const time = keeper({ isServerThere: false, notBefore: enrolledAt });
  await time.start();
  expect(time.isKnown).toBe(false);
  expect(time.judgementNow()).toBe(enrolledAt);
});

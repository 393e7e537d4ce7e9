import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { eventually, systemClock } from '@loa/protocol';
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
}: {
  isServerThere: boolean;
  notBefore?: number;
}): TimeKeeper {
  const exchange = async () => {
    if (!isServerThere) throw new Error('nobody answers');
    const sentMono = systemClock.mono();
    const receivedAt = systemClock.now() + AHEAD;
    return { sentMono, gotMono: systemClock.mono(), receivedAt, answeredAt: receivedAt };
  };
  const wallClock = new WallClock(systemClock.now(), systemClock.mono());
  const log = pino({ level: 'silent' });
  const store = new TimeStore(folder);
  const made = new TimeKeeper(
    { wallClock, store, exchange, clock: systemClock, log },
    { asksSystem: false, notBefore, isLive: () => false, onKnown: (isKnown) => known.push(isKnown) },
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

it('judges messages by no earlier time than one that has certainly passed', async () => {
  const enrolledAt = systemClock.now() + 1_000_000;
  const time = keeper({ isServerThere: false, notBefore: enrolledAt });
  await time.start();
  expect(time.isKnown).toBe(false);
  expect(time.judgementNow()).toBe(enrolledAt);
});

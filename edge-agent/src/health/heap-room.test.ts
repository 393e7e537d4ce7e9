import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { HeapRoom } from './heap-room.ts';

const MB = 1024 ** 2;

/** Old objects and the room between them after everything dead was collected, MB. */
function oldSpace(collect: () => void) {
  // What V8 itself keeps for a few collections, such as code that does not run, must not count.
  for (let i = 0; i < 6; i += 1) collect();
  const space = getHeapSpaceStatistics().find(({ space_name }) => space_name === 'old_space');
  const { space_used_size = NaN, space_size = NaN } = space ?? {};
  return { usedMb: space_used_size / MB, freeMb: (space_size - space_used_size) / MB };
}

test('three fifths of it stay among the old objects, and V8 leaves the holes between them where they are', () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const room = new HeapRoom();
  const before = oldSpace(collect);
  room.step();
  const taken = oldSpace(collect);
  expect(taken.usedMb - before.usedMb).toBeGreaterThan(1.9);
  expect(taken.usedMb - before.usedMb).toBeLessThan(2.3);
  const fillingsMb = [0.36, 0.35, 0.48];
  for (const fillingMb of fillingsMb) {
    const less = oldSpace(collect);
    room.step();
    expect(oldSpace(collect).usedMb - less.usedMb).toBeGreaterThan(fillingMb);
  }
  const filled = oldSpace(collect);
  expect(filled.usedMb - taken.usedMb).toBeLessThan(1.5);
  room.step();
  const open = oldSpace(collect);
  expect(open.usedMb - before.usedMb).toBeGreaterThan(1.1);
  expect(open.usedMb - before.usedMb).toBeLessThan(1.5);
  expect(open.freeMb - taken.freeMb).toBeGreaterThan(0.5);
  room.step();
  expect(Math.abs(oldSpace(collect).usedMb - open.usedMb)).toBeLessThan(0.1);
});

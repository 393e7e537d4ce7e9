import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { PageEnds } from './page-ends.ts';

const MB = 1024 ** 2;

/** What is left of old objects after everything dead was collected, MB. */
function oldMb(collect: () => void): number {
  collect();
  const space = getHeapSpaceStatistics().find(({ space_name }) => space_name === 'old_space');
  return (space?.space_used_size ?? NaN) / MB;
}

test('three layers lie among the old objects until all of them are given back', () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  // What V8 itself keeps for a few collections, such as code that does not run, must not count.
  for (let i = 0; i < 20; i += 1) collect();
  const ends = new PageEnds();
  const oldAfterStep = (): number => {
    ends.step();
    return oldMb(collect);
  };
  const laid = [oldAfterStep(), oldAfterStep(), oldAfterStep()];
  const givenBack = oldAfterStep();
  [0.37, 0.75, 1.12].forEach((layersMb, i) =>
    expect(Math.abs((laid[i] ?? NaN) - givenBack - layersMb)).toBeLessThan(0.1),
  );
  expect(Math.abs(oldAfterStep() - givenBack)).toBeLessThan(0.1);
});

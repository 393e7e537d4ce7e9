import { expect, test } from 'vitest';
import { checkNode, isNodeNewEnough } from './node-version.mjs';

test('20.19.0 is the first version that will do', () => {
  const verdicts = ['18.20.8', '20.9.0', '20.18.3', '20.19.0', '20.20.1', '22.0.0', '24.1.0'].map(
    isNodeNewEnough,
  );
  expect(verdicts).toEqual([false, false, false, true, true, true, true]);
});

test('an old Node is told which one it is and which one is needed', async () => {
  await expect(checkNode('18.19.0')).rejects.toThrow(/20\.19\.0 or newer is needed, this is 18\.19\.0/);
});

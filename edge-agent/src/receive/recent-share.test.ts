import { expect, it } from 'vitest';
import { RecentShare } from './recent-share.ts';

function sharesOf(cases: boolean[], share = new RecentShare(100)): number {
  for (const hasHappened of cases) share.note(hasHappened);
  return share.value;
}

const everyFifth = (count: number) => Array.from({ length: count }, (_, i) => i % 5 === 0);

it('tells how often something happens, whatever was long before', () => {
  expect(sharesOf(everyFifth(600))).toBeCloseTo(0.2, 1);
  const calm = Array<boolean>(100_000).fill(false);
  expect(sharesOf([...calm, ...everyFifth(250)])).toBeGreaterThan(0.15);
  expect(sharesOf([...everyFifth(600), ...calm])).toBeLessThan(1e-6);
});

it('takes many cases at once as it takes them one by one', () => {
  const share = new RecentShare(100);
  share.note(true, 7);
  expect(share.value).toBeCloseTo(sharesOf(Array<boolean>(7).fill(true)), 9);
  share.note(true, 100_000);
  expect(share.value).toBeLessThanOrEqual(1);
});

it('forgets a case that had not happened, and is never less than none', () => {
  const share = new RecentShare(100);
  share.note(true);
  share.takeBack();
  share.takeBack();
  expect(share.value).toBe(0);
});

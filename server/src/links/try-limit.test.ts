import { describe, expect, it } from 'vitest';
import { TokenBucket } from './token-bucket.ts';
import { TryLimit } from './try-limit.ts';

describe('a limit of tries', () => {
  it('allows so many in any minute, not in any minute of the clock', () => {
    const limit = new TryLimit({ most: 2, windowMs: 60_000 });
    expect([0, 30_000, 59_999].map((at) => limit.take('a', at))).toEqual([true, true, false]);
    expect(limit.take('a', 60_000)).toBe(true);
    expect(limit.take('a', 60_001)).toBe(false);
  });

  it('counts each key for itself and forgets it after a success', () => {
    const limit = new TryLimit({ most: 1, windowMs: 60_000 });
    expect([limit.take('a', 0), limit.take('b', 0), limit.take('a', 1)]).toEqual([true, true, false]);
    limit.clear('a');
    expect(limit.isUsedUp('a', 2)).toBe(false);
  });
});

describe('a bucket of tokens', () => {
  it('lets a burst through and then the steady rate', () => {
    const bucket = new TokenBucket({ perSecond: 10, size: 3, now: 0 });
    expect([0, 0, 0, 0].map((now) => bucket.take(now))).toEqual([true, true, true, false]);
    expect([bucket.take(100), bucket.take(100), bucket.take(199), bucket.take(201)]).toEqual([
      true,
      false,
      false,
      true,
    ]);
  });

  it('saves up no more than its size', () => {
    const bucket = new TokenBucket({ perSecond: 10, size: 2, now: 0 });
    expect([1e6, 1e6, 1e6].map((now) => bucket.take(now))).toEqual([true, true, false]);
  });
});

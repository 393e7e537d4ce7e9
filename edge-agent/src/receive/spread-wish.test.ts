import { expect, it } from 'vitest';
import { SpreadWish } from './spread-wish.ts';

/** Counters of a line that loses `lost` of 50 packets a second, of which `missed` are not there in time. */
function* secondsOf(lost: number, missed: number, from = { received: 0, lost: 0, missed: 0 }) {
  const sum = { ...from };
  for (;;) {
    sum.received += 50 - missed;
    sum.lost += lost;
    sum.missed += missed;
    yield { received: sum.received, lost: sum.lost, recoveredByFec: 0, concealed: sum.missed };
  }
}

function wishAfter(seconds: number, lost: number, missed: number, wish = new SpreadWish(), fromS = 0) {
  const line = secondsOf(lost, missed);
  for (let i = 0; i < seconds; i += 1) {
    wish.observe(line.next().value ?? undefined, (fromS + i) * 1000);
  }
  return wish;
}

it('wants no second copy on a clean line, however long', () => {
  expect(wishAfter(600, 0, 0).isWanted).toBe(false);
});

it('wants none where retransmission repairs the little that is lost', () => {
  expect(wishAfter(600, 2, 0).isWanted).toBe(false);
});

it('wants one within three seconds of 20 % loss', () => {
  expect(wishAfter(3, 10, 0).isWanted).toBe(true);
});

it('wants one where little is lost but packets miss their moment', () => {
  expect(wishAfter(3, 1, 1).isWanted).toBe(true);
});

it('wants none where packets come too late but none is lost: a second copy comes later still', () => {
  expect(wishAfter(600, 0, 5).isWanted).toBe(false);
});

it('keeps the wish over the next broadcast, and drops it after a good minute', () => {
  const wish = wishAfter(5, 10, 0);
  wish.observe(undefined, 6_000);
  wishAfter(40, 0, 0, wish, 10);
  expect(wish.isWanted).toBe(true);
  wishAfter(80, 0, 0, wish, 60);
  expect(wish.isWanted).toBe(false);
});

it('keeps the wish over a long pause until the next broadcast has been good for a minute', () => {
  const wish = wishAfter(5, 10, 0);
  wish.observe(undefined, 600_000);
  wishAfter(30, 0, 0, wish, 700);
  expect(wish.isWanted).toBe(true);
  wishAfter(62, 0, 0, wish, 800);
  expect(wish.isWanted).toBe(false);
});

it('keeps it while the line goes on losing', () => {
  expect(wishAfter(600, 6, 0).isWanted).toBe(true);
});

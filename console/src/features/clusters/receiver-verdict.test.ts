import { expect, test } from 'vitest';
import type { ReceiverNumbers } from '@loa/protocol';
import {
  BROKEN_SHARE,
  dueOf,
  fatesOf,
  UNHEARD_SHARE,
  verdictOf,
  type VerdictName,
} from './receiver-verdict.ts';

const CLEAN: ReceiverNumbers = {
  ...{ received: 10_000, lost: 0, asked: 0, recoveredByRetransmission: 0, recoveredBySpread: 0 },
  ...{ recoveredByFec: 0, concealed: 0, late: 0, duplicates: 0, bufferedMs: 450 },
  ...{ hasSpread: false, jitterMs: 4, roundTripMs: 40 },
};

/** A broadcast of 10,000 packets of which the rest came at once. */
const mended = (byAsking: number, byFec: number, concealed: number): Partial<ReceiverNumbers> => ({
  received: 10_000 - byFec - concealed,
  lost: byAsking + byFec + concealed,
  recoveredByRetransmission: byAsking,
  recoveredByFec: byFec,
  concealed,
});

/** Of the packets that were not there in time, so many came afterwards. */
const late = (count: number, numbers: Partial<ReceiverNumbers>): Partial<ReceiverNumbers> => ({
  ...numbers,
  late: count,
  received: (numbers.received ?? 0) + count,
});

const TABLE: [what: string, numbers: Partial<ReceiverNumbers>, verdict: VerdictName][] = [
  ['no packet yet', { received: 0, bufferedMs: 0 }, 'nothing'],
  ['nothing waits', { bufferedMs: 0 }, 'dry'],
  ['nothing waits and much was lost', { ...mended(0, 0, 3000), bufferedMs: 19 }, 'dry'],
  ['one packet waits', { bufferedMs: 20 }, 'clean'],
  ['the first seconds', { received: 249 }, 'early'],
  ['five seconds', { received: 250 }, 'clean'],
  ['nothing lost', {}, 'clean'],
  ['one packet lost and recovered', mended(1, 0, 0), 'stray'],
  ['one packet lost for good', mended(0, 0, 1), 'stray'],
  ['just below one in a hundred lost', mended(99, 0, 0), 'stray'],
  ['one in a hundred lost, all recovered', mended(100, 0, 0), 'repaired'],
  ['eight in a hundred lost, all recovered', mended(700, 100, 0), 'repaired'],
  ['eight in a hundred lost, nearly all recovered', mended(700, 90, 10), 'nearlyRepaired'],
  ['just below what is heard', mended(700, 50, 49), 'nearlyRepaired'],
  ['what is heard', mended(700, 50, 50), 'patchy'],
  ['just below broken', mended(700, 50, 199), 'patchy'],
  ['broken', mended(700, 50, 200), 'broken'],
  ['half of the gaps are late packets', late(200, mended(700, 50, 350)), 'tooLate'],
  ['fewer of the gaps are late packets', late(199, mended(700, 50, 350)), 'broken'],
  ['late packets that error correction stood in for', late(100, mended(0, 100, 0)), 'repaired'],
];

test.each(TABLE)('%s', (_, numbers, verdict) => {
  expect(verdictOf({ ...CLEAN, ...numbers }).name).toBe(verdict);
});

test('the thresholds are where the table tries them', () => {
  expect([UNHEARD_SHARE, BROKEN_SHARE]).toEqual([0.005, 0.02]);
});

test.each<[Partial<ReceiverNumbers>, string]>([
  [{}, 'good'],
  [mended(700, 90, 10), 'good'],
  [mended(700, 50, 199), 'unsure'],
  [late(199, mended(700, 50, 199)), 'unsure'],
  [late(200, mended(700, 50, 200)), 'bad'],
  [mended(700, 50, 200), 'bad'],
])('%j sounds %s', (numbers, tone) => {
  expect(verdictOf({ ...CLEAN, ...numbers }).tone).toBe(tone);
});

test('shares are of the packets that were sent', () => {
  const { lostShare, missedShare } = verdictOf({ ...CLEAN, ...mended(600, 100, 100) });
  expect(lostShare).toBeCloseTo(0.08, 6);
  expect(missedShare).toBeCloseTo(0.01, 6);
});

test('every packet has one fate: one that came late is where its sound was guessed, not where it came', () => {
  const fates = fatesOf({
    ...{ ...CLEAN, received: 9_950, recoveredByRetransmission: 300, recoveredBySpread: 200 },
    ...{ recoveredByFec: 60, concealed: 40, late: 50, lost: 600 },
  });
  expect(fates).toEqual({ atOnce: 9_400, byAsking: 300, byCopy: 200, byFec: 60, missed: 40 });
  expect(dueOf(fates)).toBe(10_000);
});

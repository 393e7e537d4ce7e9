import { expect, test } from 'vitest';
import type { ReceiverNumbers, Reported } from '@loa/protocol';
import { chainOf, type LinkName, type LinkState, type Reception } from './receiver-chain.ts';

const CLEAN: ReceiverNumbers = {
  ...{ received: 9_000, lost: 0, asked: 0, recoveredByRetransmission: 0, recoveredBySpread: 0 },
  ...{ recoveredByFec: 0, concealed: 0, late: 0, duplicates: 0, bufferedMs: 450 },
  ...{ hasSpread: false, jitterMs: 4, roundTripMs: 40 },
};
const REPORTED: Reported = {
  ...{ at: 1, bootId: 'b', desiredRevision: 1, planRevision: 1, mediaRequest: 'r', wantsSpread: false },
  ...{ sounding: null, suspended: [], problems: [], refused: {} },
  plan: { completeUntil: 1, occurrences: 0, missingMedia: 0 },
  clock: { known: true, offsetMs: 0, errorMs: 1.5 },
};
const OUTPUT = { running: true, levelDbfs: -20, underruns: 0, cardPpm: 12 };

interface Told {
  receiver?: Partial<ReceiverNumbers>;
  reported?: Partial<Reported> | null;
  output?: Partial<typeof OUTPUT>;
}
const reception = ({ receiver = {}, reported = {}, output = {} }: Told): Reception => ({
  reported: reported === null ? null : { ...REPORTED, ...reported },
  telemetry: { receiver: { ...CLEAN, ...receiver }, output: { ...OUTPUT, ...output } },
});
const linkOf = (told: Told, name: LinkName) => chainOf(reception(told)).find((link) => link.name === name);
const valueOf = (told: Told, name: LinkName, fact: string) =>
  linkOf(told, name)?.facts.find((one) => one.name === fact)?.value;

test('a packet meets the links in this order', () => {
  expect(chainOf(reception({})).map(({ name }) => name)).toEqual([
    ...['line', 'filter', 'packets', 'asking', 'copy', 'fec', 'guess', 'timeline'],
  ]);
});

test('on a good line every link is calm, and the second copy is off', () => {
  const states = new Set(chainOf(reception({})).map(({ name, state }) => (name === 'copy' ? 'calm' : state)));
  expect([...states]).toEqual(['calm']);
  expect(linkOf({}, 'copy')).toMatchObject({ state: 'off', facts: [] });
});

const TABLE: [what: string, told: Told, link: LinkName, state: LinkState][] = [
  ['a jitter of 59 ms', { receiver: { jitterMs: 59 } }, 'line', 'calm'],
  ['a jitter of 60 ms', { receiver: { jitterMs: 60 } }, 'line', 'watch'],
  ['a round trip of 300 ms', { receiver: { roundTripMs: 300 } }, 'line', 'watch'],
  ['a round trip that nobody knows', { receiver: { roundTripMs: null } }, 'line', 'calm'],
  ['packets of a stranger', { reported: { refused: { 'packet.auth-failed': 1 } } }, 'filter', 'watch'],
  ['packets that came twice', { reported: { refused: { 'packet.replayed': 9 } } }, 'filter', 'calm'],
  ['messages of a stranger', { reported: { refused: { 'message.bad-signature': 9 } } }, 'filter', 'calm'],
  ['a lost packet', { receiver: { lost: 1 } }, 'packets', 'loses'],
  ['asks that brought nothing', { receiver: { asked: 9 } }, 'asking', 'calm'],
  ['asks that brought a packet', { receiver: { recoveredByRetransmission: 1 } }, 'asking', 'mends'],
  ['a second copy that brought nothing', { receiver: { hasSpread: true } }, 'copy', 'calm'],
  ['a second copy that ended', { receiver: { recoveredBySpread: 1 } }, 'copy', 'mends'],
  ['a packet recovered by its successor', { receiver: { recoveredByFec: 1 } }, 'fec', 'mends'],
  ['a guessed packet', { receiver: { concealed: 1 } }, 'guess', 'loses'],
  ['a late packet that nobody missed', { receiver: { late: 1 } }, 'guess', 'calm'],
  ['no sound that waits', { receiver: { bufferedMs: 0 } }, 'timeline', 'watch'],
  ['a pole that said nothing of its clock', { reported: null }, 'timeline', 'watch'],
  ['a card that runs 301 ppm slow', { output: { cardPpm: -301 } }, 'timeline', 'watch'],
  ['a card that runs 300 ppm slow', { output: { cardPpm: -300 } }, 'timeline', 'calm'],
];

test.each(TABLE)('%s', (_, told, link, state) => {
  expect(linkOf(told, link)?.state).toBe(state);
});

test('behind each link fewer packets are missing, and what is left at the end was guessed', () => {
  const receiver = { recoveredByRetransmission: 70, recoveredBySpread: 20, recoveredByFec: 6, concealed: 4 };
  const missing = chainOf(reception({ receiver: { ...receiver, lost: 100, hasSpread: true } }));
  expect(missing.map((link) => link.missing)).toEqual([null, null, 100, 30, 10, 4, 4, null]);
});

test('only packets are counted as refused, and those that came twice apart', () => {
  const refused = { 'packet.replayed': 5, 'packet.malformed': 2, 'packet.not-opus': 1, 'message.expired': 7 };
  const told = { reported: { refused }, receiver: { duplicates: 3 } };
  expect(valueOf(told, 'filter', 'refused')).toBe(3);
  expect(valueOf(told, 'filter', 'doubles')).toBe(8);
});

test('the error of a clock that is not known to be right is not told', () => {
  const clock = { known: false, offsetMs: 0, errorMs: 0 };
  expect(valueOf({ reported: { clock } }, 'timeline', 'clock')).toBeNull();
  expect(valueOf({}, 'timeline', 'clock')).toBe(1.5);
});

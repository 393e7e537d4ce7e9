import { describe, expect, it } from 'vitest';
import type { Desired, LiveSession, MediaFlow, Occurrence, Plan } from '@loa/protocol';
import { isFlowSilent, lacksSpace, nextSteps, type Facts, type Step } from './next-steps.ts';

const NOW = { wall: 1_790_000_000_000, mono: 100_000 };
const MB = 1024 * 1024;
const FLOW: MediaFlow = { request: 'mine', host: '127.0.0.1', port: 40_000, sealedKeys: 'sealed' };
const LIVE: LiveSession = {
  broadcastId: 'storm',
  title: 'Bão',
  class: 'emergency',
  rank: 'commune',
  profile: 'talk',
  ssrc: 7,
  spread: null,
  payloadType: 100,
  startAt: NOW.wall,
  endAt: null,
};
const IDLE: Facts = {
  mediaRequest: 'mine',
  flow: null,
  expected: null,
  silentSinceMono: null,
  mayAskMono: Number.NEGATIVE_INFINITY,
  volumePercent: 70,
  wantedVolume: { percent: 70, isGradual: false },
  files: [],
  fetching: new Set(),
  fetchingBytes: 0,
  freeBytes: 1000 * MB,
  limitBytes: 2048 * MB,
};
const QUIET: Desired = { volumePercent: 70, media: null, live: null };

function sha(letter: string): string {
  return letter.repeat(64);
}

function occurrence(letter: string, inMs: number, bytes = MB): Occurrence {
  const startAt = NOW.wall + inMs;
  const media = { sha256: sha(letter), bytes, durationMs: 1000 };
  const times = { startAt, latestStartAt: startAt + 60_000, latestEndAt: startAt + 120_000 };
  return { broadcastId: `news-${letter}`, title: '', class: 'normal', rank: 'commune', ...times, media };
}

function plan(...occurrences: Occurrence[]): Plan {
  return { completeUntil: NOW.wall + 86_400_000, occurrences };
}

function kinds(steps: Step[]): string[] {
  return steps.map((step) => ('sha256' in step ? `${step.kind} ${step.sha256[0]}` : step.kind));
}

describe('what a pole does next', () => {
  const cases: [string, Partial<Facts>, Partial<Desired> | null, string[]][] = [
    ['nothing where all is as it should be', {}, {}, []],
    ['nothing where nobody valid says anything', {}, null, []],
    ['sets another volume', { wantedVolume: { percent: 40, isGradual: true } }, {}, ['set-volume']],
    ['leaves the volume where nobody has set one', { wantedVolume: null }, null, []],
    ['opens the flow that answers its own request', {}, { media: FLOW }, ['open-flow']],
    ['leaves a flow that answers an earlier request', {}, { media: { ...FLOW, request: 'old' } }, []],
    ['keeps the flow that is open', { flow: FLOW }, { media: FLOW }, []],
    ['moves to other keys', { flow: FLOW }, { media: { ...FLOW, sealedKeys: 'other' } }, ['open-flow']],
    ['moves to another port', { flow: FLOW }, { media: { ...FLOW, port: 40_001 } }, ['open-flow']],
    ['closes a flow that the server has given up', { flow: FLOW }, {}, ['close-flow']],
    [
      'keeps the flow while its fresh request is unanswered',
      { flow: FLOW, mediaRequest: 'new' },
      { media: FLOW },
      [],
    ],
    ['expects a live session', {}, { live: LIVE }, ['expect-live']],
    ['goes on with the same one', { expected: LIVE }, { live: { ...LIVE, endAt: NOW.wall + 1 } }, []],
    ['expects anew on another source', { expected: LIVE }, { live: { ...LIVE, ssrc: 8 } }, ['expect-live']],
    [
      'expects a second copy too',
      { expected: LIVE },
      { live: { ...LIVE, spread: { ssrc: 9, payloadType: 100 } } },
      ['expect-live'],
    ],
    ['forgets one that is over', { expected: LIVE }, {}, ['forget-live']],
    [
      'forgets one when its order has expired',
      { expected: LIVE, flow: FLOW },
      null,
      ['close-flow', 'forget-live'],
    ],
    ['waits 800 ms for packets', { expected: LIVE, silentSinceMono: 99_201 }, { live: LIVE }, []],
    ['then asks for a fresh flow', { expected: LIVE, silentSinceMono: 99_200 }, { live: LIVE }, ['ask-flow']],
    [
      'does not ask again before it may',
      { expected: LIVE, silentSinceMono: 90_000, mayAskMono: 100_001 },
      { live: LIVE },
      [],
    ],
  ];
  it.each(cases)('%s', (_, facts, desired, expected) => {
    const wanted = desired === null ? null : { ...QUIET, ...desired };
    expect(kinds(nextSteps({ ...IDLE, ...facts }, wanted, null, NOW))).toEqual(expected);
  });
});

describe('the files of a plan', () => {
  it('are fetched in the order in which they are due, each once', () => {
    const steps = nextSteps(
      IDLE,
      QUIET,
      plan(occurrence('b', 9000), occurrence('a', 1000), occurrence('b', 99_000)),
      NOW,
    );
    expect(kinds(steps)).toEqual(['fetch-media a', 'fetch-media b']);
  });

  it('are not fetched when they are here, under way, or past', () => {
    const file = { sha256: sha('a'), bytes: MB, fetchedAt: 0 };
    const facts = { ...IDLE, files: [file], fetching: new Set([sha('b')]) };
    const steps = nextSteps(
      facts,
      QUIET,
      plan(occurrence('a', 0), occurrence('b', 0), occurrence('c', -200_000)),
      NOW,
    );
    expect(steps).toEqual([]);
  });

  it('are given up when the plan has changed', () => {
    expect(kinds(nextSteps({ ...IDLE, fetching: new Set([sha('x')]) }, QUIET, plan(), NOW))).toEqual([
      'give-up-media x',
    ]);
  });

  it('push out what nobody needs, the oldest first, and only as much as is needed', () => {
    const files = [
      { sha256: sha('y'), bytes: 40 * MB, fetchedAt: 2 },
      { sha256: sha('z'), bytes: 40 * MB, fetchedAt: 1 },
      { sha256: sha('a'), bytes: 40 * MB, fetchedAt: 0 },
    ];
    const facts = { ...IDLE, files, freeBytes: 80 * MB };
    const steps = nextSteps(facts, QUIET, plan(occurrence('a', 0), occurrence('b', 0, 50 * MB)), NOW);
    expect(kinds(steps)).toEqual(['drop-media z', 'fetch-media b']);
  });

  it('stay away, and it is told, when no space can be made', () => {
    const facts = { ...IDLE, freeBytes: 70 * MB };
    const wanted = plan(occurrence('a', 0, 5 * MB), occurrence('b', 1, 5 * MB));
    expect(kinds(nextSteps(facts, QUIET, wanted, NOW))).toEqual(['fetch-media a']);
    expect(lacksSpace(facts, wanted, NOW.wall)).toBe(true);
    expect(lacksSpace(IDLE, wanted, NOW.wall)).toBe(false);
  });
});

it('takes a flow for silent only while packets are due', () => {
  expect(isFlowSilent({ silentSinceMono: null }, 100_000)).toBe(false);
  expect(isFlowSilent({ silentSinceMono: 98_000 }, 100_000)).toBe(true);
});

import { generateKeyPairSync } from 'node:crypto';
import { HandClock, sealFor, type LiveSession, type MediaKeys } from '@loa/protocol';
import { pino } from 'pino';
import { beforeEach, expect, it } from 'vitest';
import { Refusals } from '../health/refusals.ts';
import type { SampleSource } from '../output/sample-source.ts';
import type { AnnouncedStream } from '../receive/media-listener.ts';
import type { LiveReceiver } from '../receive/live-receiver.ts';
import { FlowOpener } from './flow-opener.ts';

const LIVE: LiveSession = {
  ...{ broadcastId: 'mua-lu', title: 'Mưa lũ', class: 'emergency', rank: 'commune', profile: 'standard' },
  ...{ ssrc: 7, payloadType: 100, spread: null, startAt: 1_000_000, endAt: null },
};
const KEYS: MediaKeys = {
  cryptoSuite: 'AEAD_AES_256_GCM',
  serverKeyBase64: Buffer.alloc(44, 'server').toString('base64'),
  poleKeyBase64: Buffer.alloc(44, 'pole').toString('base64'),
};
const NOTHING_LOST = { lost: 0, recoveredByFec: 0, concealed: 0 };

/** A receiver that counts what it is told to have got, and a listener that leads streams to it. */
class FakeListener {
  received = 0;
  readonly streams = new Map<number, AnnouncedStream['role']>();
  receivers = 0;
  open = () => Promise.resolve();
  hangUp = () => undefined;
  close = () => undefined;
  release = () => undefined;
  refused = () => ({});
  silentForMs = () => undefined;

  receive(): LiveReceiver {
    this.receivers += 1;
    const ssrcs = () => [...this.streams.keys()];
    const receiver = {
      get ssrcs() {
        return ssrcs();
      },
      toJSON: () => ({ received: this.received, ...NOTHING_LOST }),
    };
    return receiver as unknown as LiveReceiver;
  }

  join(_receiver: LiveReceiver, { ssrc, role }: AnnouncedStream): void {
    this.streams.set(ssrc, role);
  }

  leave(_receiver: LiveReceiver, ssrc: number): void {
    this.streams.delete(ssrc);
  }
}

let clock: HandClock;
let listener: FakeListener;
let sources: (SampleSource | undefined)[];
let flow: FlowOpener;

const moment = () => ({ wall: 1_000_000 + clock.mono(), mono: clock.mono() });
const expectLive = (change: Partial<LiveSession> = {}) =>
  flow.expect({ ...LIVE, ...change }, LIVE.startAt, true, moment());
const look = () => flow.silentSince(flow.expected, moment());

const open = (sealedKeys: string) =>
  flow.open({ request: flow.mediaRequest, host: 'h', port: 1, sealedKeys });

/** So many packets have come when the pole looks after so long. */
function after(ms: number, packets: number): void {
  clock.advance(ms);
  listener.received += packets;
  look();
}

beforeEach(async () => {
  clock = new HandClock(0);
  listener = new FakeListener();
  sources = [];
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const log = pino({ level: 'silent' });
  flow = new FlowOpener(
    { listener, privateKey, clock, refusals: new Refusals(), log },
    { aheadMs: 100, onLive: (live) => sources.push(live?.source) },
  );
  await open(await sealFor(publicKey, KEYS));
});

it('leads another flow and a second copy to the receiver that runs', () => {
  expectLive();
  expectLive({ ssrc: 9, spread: { ssrc: 10, payloadType: 100 } });
  expect(listener.receivers).toBe(1);
  expect([...listener.streams]).toEqual([
    [9, 'main'],
    [10, 'spread'],
  ]);
  expect(sources).toHaveLength(1);
});

it('begins a new receiver where the line of the broadcast is another', () => {
  expectLive();
  expectLive({ startAt: LIVE.startAt + 5000 });
  expect(listener.receivers).toBe(2);
});

it('keeps an ask in spite of packets that were on their way when it was made', () => {
  expectLive();
  after(200, 10);
  flow.ask();
  const asked = flow.mediaRequest;
  after(200, 10);
  expect(flow.mediaRequest).toBe(asked);
});

it('takes an ask back when sound still comes a second later, and may ask at once again', () => {
  expectLive();
  const first = flow.mediaRequest;
  flow.ask();
  const asked = flow.mediaRequest;
  after(999, 50);
  expect(flow.mediaRequest).toBe(asked);
  after(1, 1);
  expect(flow.mediaRequest).toBe(first);
  expect(flow.mayAskMono).toBeLessThanOrEqual(clock.mono());
});

it('takes no ask back while nothing comes', () => {
  expectLive();
  after(200, 10);
  flow.ask();
  const asked = flow.mediaRequest;
  after(1500, 0);
  expect(flow.mediaRequest).toBe(asked);
});

it('takes no ask back to a flow that could not be opened', async () => {
  await expect(open('keys for another pole')).rejects.toThrow();
  expectLive();
  flow.ask();
  const asked = flow.mediaRequest;
  after(1500, 50);
  expect(flow.mediaRequest).toBe(asked);
});

it('may ask at once in a new broadcast, however often it had to ask in idle hours', () => {
  for (let i = 0; i < 8; i += 1) flow.ask();
  expect(flow.mayAskMono).toBeGreaterThan(clock.mono() + 10_000);
  expectLive();
  expect(flow.mayAskMono).toBeLessThanOrEqual(clock.mono());
});

it('asks no second time while the first ask waits for its answer', () => {
  flow.ask();
  const asked = flow.mediaRequest;
  flow.askUnlessHeard(moment());
  expect(flow.mediaRequest).toBe(asked);
});

it('asks for a fresh flow after the line was away in idle hours: nothing shows that the old one leads here', () => {
  const { mediaRequest } = flow;
  flow.askUnlessHeard(moment());
  expect(flow.mediaRequest).not.toBe(mediaRequest);
});

it('asks for a fresh flow after the line was away when live packets stay away, and not while they come', () => {
  expectLive();
  const { mediaRequest } = flow;
  after(2000, 100);
  clock.advance(790);
  flow.askUnlessHeard(moment());
  expect(flow.mediaRequest).toBe(mediaRequest);
  clock.advance(20);
  flow.askUnlessHeard(moment());
  expect(flow.mediaRequest).not.toBe(mediaRequest);
});

it('does not call the end of a broadcast silence, though the end was told later than the rest', () => {
  expectLive();
  after(2000, 100);
  const ended = { ...LIVE, endAt: moment().wall + 600 };
  flow.silentSince(ended, moment());
  clock.advance(1500);
  expect(flow.isSilent(moment())).toBe(false);
});

it('is silent when packets stay away for 800 ms in the middle', () => {
  expectLive();
  after(2000, 100);
  clock.advance(790);
  expect(flow.isSilent(moment())).toBe(false);
  clock.advance(20);
  expect(flow.isSilent(moment())).toBe(true);
});

import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { eventually, loadOpus, systemClock, type Opus } from '@loa/protocol';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { FakeMediaServer } from './fake-media-server.ts';
import type { LiveReceiver } from './live-receiver.ts';
import { MediaListener } from './media-listener.ts';

const SSRC = 0x1122_3344;
const STREAM = { ssrc: SSRC, payloadType: 100, role: 'main' } as const;
const T = 1_790_000_000_000;

let opus: Opus;
let payload: Uint8Array;
let server: FakeMediaServer;
let listener: MediaListener;

beforeAll(async () => {
  opus = await loadOpus(await readFile(createRequire(import.meta.url).resolve('@evan/opus/wasm/simd.wasm')));
  payload = opus
    .encoder({
      application: 'voip',
      bitrateBps: 24_000,
      complexity: 0,
      inbandFec: true,
      expectedLossPercent: 20,
      dtx: false,
    })
    .encode(new Int16Array(960).fill(1_000));
});

beforeEach(async () => {
  server = new FakeMediaServer(SSRC);
  listener = new MediaListener({ clock: systemClock, opus, ssrc: 7, cname: 'cluster-7' });
  await server.start();
  await listener.open(server.endpoint());
  await eventually(() => (server.knowsPole ? undefined : 'the server has not heard the pole'));
});

afterEach(() => {
  listener.close();
  listener.close();
  server.close();
});

function send(from: number, to: number): void {
  for (let i = from; i < to; i++) server.sendMedia(i, T + i * 20, payload);
}

function receive(): LiveReceiver {
  const receiver = listener.receive({ latencyMs: 300 });
  listener.join(receiver, STREAM);
  return receiver;
}

describe('packets that may wait until they are opened together', () => {
  let arrivals: number;
  let patient: MediaListener;
  let live: LiveReceiver;
  const received = () => live.toJSON().received;
  /** Sends packets and waits until they have come. */
  const bring = async (from: number, to: number) => {
    const before = arrivals;
    send(from, to);
    await eventually(() => (arrivals - before >= to - from ? undefined : `${arrivals - before} came`));
  };

  beforeEach(async () => {
    arrivals = 0;
    listener.close();
    server.forgetPole();
    const onArrival = () => (arrivals += 1);
    patient = new MediaListener({ clock: systemClock, opus, ssrc: 7, cname: 'cluster-7', onArrival });
    await patient.open(server.endpoint());
    await eventually(() => (server.knowsPole ? undefined : 'the server has not heard the pole'));
    live = patient.receive({ latencyMs: 300 });
    patient.join(live, STREAM);
  });
  afterEach(() => patient.close());

  it('do so while they come in their order', async () => {
    await bring(0, 3);
    expect(received()).toBe(1);
    patient.flush();
    expect(received()).toBe(3);
  });

  it('are opened by the one that shows a gap, which is asked for at once', async () => {
    server.lose = (sequence) => sequence === 3;
    await bring(0, 3);
    send(3, 5);
    await eventually(() => (received() >= 4 ? undefined : `${received()} received`));
    await eventually(() => (live.toJSON().asked > 0 ? undefined : 'nothing asked'));
  });

  it('do not gather when nobody opens them', async () => {
    await bring(0, 20);
    expect(received()).toBeGreaterThanOrEqual(13);
  });

  it('are not lost when the flow moves to another endpoint', async () => {
    await bring(0, 3);
    expect(received()).toBe(1);
    await patient.open(server.endpoint());
    expect(received()).toBe(3);
  });

  it('do not keep a genuine packet out by a forged one with its number', async () => {
    await bring(0, 2);
    server.lose = (sequence) => sequence === 9;
    server.sendMedia(9, T, payload);
    const forged = Uint8Array.from(server.sent(9));
    forged[3] = 2;
    server.sendRaw(forged);
    await bring(2, 4);
    patient.flush();
    await eventually(() => (received() === 4 ? undefined : `${received()} of 4`));
    expect(patient.refused()).toEqual({ 'auth-failed': 1 });
  });
});

describe('the standing media flow', () => {
  it('brings a stream to its receiver, with its capture times', async () => {
    const live = receive();
    send(0, 50);
    await eventually(() => (live.toJSON().received === 50 ? undefined : `${live.toJSON().received} of 50`));
    expect(live.nextFrame(0)).toMatchObject({ kind: 'decoded', captureAt: expect.closeTo(T, 3) as number });
    expect(live.bufferedMs).toBe(49 * 20);
  });

  it('asks for what the line lost until nothing is missing', async () => {
    server.lose = (sequence) => sequence % 5 === 3;
    const live = receive();
    send(0, 45);
    await eventually(() => (live.toJSON().received === 45 ? undefined : `${live.toJSON().received} of 45`));
    const asked = server.heard.flatMap((packet) => (packet.type === 'nack' ? packet.sequences : []));
    expect(new Set(asked)).toEqual(new Set([3, 8, 13, 18, 23, 28, 33, 38, 43]));
    expect(live.toJSON().recoveredByRetransmission).toBeGreaterThan(0);
    expect(live.toJSON().roundTripMs).toBeLessThan(1_000);
  });

  it('keeps the first syllable of a stream that overtakes its announcement', async () => {
    send(0, 10);
    await eventually(() => (listener.silentForMs() === undefined ? 'nothing came' : undefined));
    send(10, 20);
    const live = receive();
    await eventually(() => (live.toJSON().received === 20 ? undefined : `${live.toJSON().received} of 20`));
    expect(live.captureTimeMsOfNextFrame()).toBeCloseTo(T, 3);
    expect(listener.refused()).toEqual({});
  });

  it('lets nobody else speak: forged, replayed and foreign packets are refused by reason', async () => {
    const live = receive();
    send(0, 3);
    server.sendRaw(server.sent(1));
    server.sendRaw(Uint8Array.from(server.sent(2), (byte, at) => (at === 3 ? 77 : byte)));
    server.sendRaw(Uint8Array.of(1, 2, 3));
    server.sendMedia(4, T + 80, payload, 96);
    const want = { replayed: 1, 'auth-failed': 1, malformed: 1, 'wrong-payload-type': 1 };
    await eventually(() => {
      const refused = listener.refused();
      return Object.keys(refused).length === 4 ? undefined : JSON.stringify(refused);
    });
    expect(listener.refused()).toEqual(want);
    expect(live.toJSON().received).toBe(3);
  });

  it('reports what it received, under its name, and measures the round trip', async () => {
    const live = receive();
    send(0, 20);
    await eventually(() => {
      const reports = server.heard.filter((packet) => packet.type === 'receiver-report');
      return reports.some(({ blocks }) => blocks[0]?.highestSequence === 19)
        ? undefined
        : 'no report of the stream';
    });
    const reference = server.heard.findLast((packet) => packet.type === 'reference-time');
    const lastReferenceTime = ((reference?.ntpSeconds ?? 0) << 16) | ((reference?.ntpFraction ?? 0) >>> 16);
    server.sendControl([
      {
        type: 'reference-time-echo',
        ssrc: SSRC,
        echoes: [{ ssrc: 7, lastReferenceTime: lastReferenceTime >>> 0, delaySinceLast: 0 }],
      },
    ]);
    await eventually(() => (listener.roundTripMs === undefined ? 'no round trip' : undefined));
    expect(live.toJSON().roundTripMs).toBe(listener.roundTripMs);
    expect(server.heard).toContainEqual({
      type: 'source-description',
      chunks: [{ ssrc: 7, cname: 'cluster-7' }],
    });
  });

  it('moves to another endpoint while the receiver goes on', async () => {
    const live = receive();
    send(0, 10);
    await eventually(() => (live.toJSON().received === 10 ? undefined : 'not all came'));
    const second = new FakeMediaServer(SSRC);
    await second.start();
    await listener.open(second.endpoint());
    await eventually(() => (second.knowsPole ? undefined : 'the second server has not heard the pole'));
    for (let i = 10; i < 20; i++) second.sendMedia(i, T + i * 20, payload);
    await eventually(() => (live.toJSON().received === 20 ? undefined : 'not all came'));
    second.close();
  });

  it('hears again after it was hung up and another flow was opened', async () => {
    const live = receive();
    send(0, 10);
    await eventually(() => (live.toJSON().received === 10 ? undefined : 'not all came'));
    listener.hangUp();
    const second = new FakeMediaServer(SSRC);
    await second.start();
    await listener.open(second.endpoint());
    await eventually(() => (second.knowsPole ? undefined : 'the second server has not heard the pole'));
    for (let i = 10; i < 20; i++) second.sendMedia(i, T + i * 20, payload);
    await eventually(() => (live.toJSON().received === 20 ? undefined : 'not all came'));
    second.close();
  });

  it('hears nothing more of a stream that was released', async () => {
    listener.release(receive());
    send(0, 120);
    await eventually(() =>
      (listener.refused()['unknown-ssrc'] ?? 0) >= 20 ? undefined : 'nothing was refused',
    );
  });

  it('rejects an endpoint whose name or key is wrong', async () => {
    await expect(listener.open({ ...server.endpoint(), remoteKeyBase64: 'AAAA' })).rejects.toThrow(
      RangeError,
    );
    await expect(listener.open({ ...server.endpoint(), host: 'no-such-host.invalid' })).rejects.toThrow();
  });
});

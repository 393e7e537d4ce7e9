import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { buildRtp, carriesFec, loadOpus, measureLevel, readWav, writeAbsCaptureTime } from '@loa/protocol';
import type { Opus } from '@loa/protocol';
import { beforeAll, describe, expect, it } from 'vitest';
import { LiveReceiver } from './live-receiver.ts';
import { RoundTrip } from './round-trip.ts';

const T = 1_790_000_000_000;
const SSRC = 7;
const PAYLOAD_TYPE = 100;

let opus: Opus;
let payloads: Uint8Array[];

beforeAll(async () => {
  opus = await loadOpus(await readFile(createRequire(import.meta.url).resolve('@evan/opus/wasm/simd.wasm')));
  payloads = await encodeSpeech();
});

async function encodeSpeech(): Promise<Uint8Array[]> {
  const names = ['Front_Center', 'Rear_Left', 'Side_Right'];
  const files = await Promise.all(names.map((name) => readFile(`/usr/share/sounds/alsa/${name}.wav`)));
  const pcm = Int16Array.from(files.flatMap((file) => [...readWav(file).samples]));
  const encoder = opus.encoder({
    application: 'voip',
    bitrateBps: 32_000,
    complexity: 5,
    inbandFec: true,
    expectedLossPercent: 20,
    dtx: false,
  });
  const frames = Math.floor(pcm.length / 960);
  return Array.from({ length: frames }, (_, i) => encoder.encode(pcm.slice(i * 960, (i + 1) * 960)));
}

/** Numbers from `from` on of packets whose follower carries a copy of them. */
function copiedFrom(from: number): number {
  const found = payloads.findIndex((_, i) => i >= from && carriesFec(payloads[i + 1] as Uint8Array));
  if (found < 0) throw new Error('no packet of this speech carries FEC');
  return found;
}

function packet(
  i: number,
  over: { captureAt?: number; timestamp?: number; sequence?: number; ssrc?: number } = {},
): Uint8Array {
  return buildRtp({
    payloadType: PAYLOAD_TYPE,
    sequence: (over.sequence ?? 65_500 + i) & 0xffff,
    timestamp: ((over.timestamp ?? 0xffff_f000 + i * 960) + 0x1_0000_0000) % 0x1_0000_0000,
    ssrc: over.ssrc ?? SSRC,
    marker: false,
    extensions: [{ id: 13, value: writeAbsCaptureTime(over.captureAt ?? T + i * 20) }],
    payload: payloads[i % payloads.length] as Uint8Array,
  });
}

function receiver(): LiveReceiver {
  const live = new LiveReceiver({ latencyMs: 300, decoder: opus.decoder(), roundTrip: new RoundTrip() });
  live.join({ ssrc: SSRC, payloadType: PAYLOAD_TYPE, role: 'main' });
  return live;
}

/** Feeds packets 0 to `count` - 1 without the lost ones, then takes as many frames. */
function play(
  live: LiveReceiver,
  count: number,
  lost: number[] = [],
): { kinds: string[]; captures: number[] } {
  for (let i = 0; i < count; i++) if (!lost.includes(i)) live.onPacket(packet(i), i * 20);
  const frames = Array.from({ length: count }, (_, i) => live.nextFrame(300 + i * 20));
  return {
    kinds: frames.map(({ kind }) => kind),
    captures: frames.map(({ captureAt }) => (captureAt ?? 0) - T),
  };
}

describe('the live receiver', () => {
  it('gives every frame of a whole stream with its capture time, across both wraps', () => {
    const live = receiver();
    const { kinds, captures } = play(live, 150);
    expect(new Set(kinds)).toEqual(new Set(['decoded']));
    captures.forEach((captureAt, i) => expect(captureAt).toBeCloseTo(i * 20, 3));
    expect(live.toJSON()).toMatchObject({ received: 150, lost: 0, concealed: 0, late: 0 });
  });

  it('recovers a single lost packet from the next one and keeps the timeline', () => {
    const live = receiver();
    const lost = [copiedFrom(40), copiedFrom(60)];
    const { kinds, captures } = play(live, 100, lost);
    expect(lost.map((i) => kinds[i])).toEqual(['fec', 'fec']);
    captures.forEach((captureAt, i) => expect(captureAt).toBeCloseTo(i * 20, 3));
    expect(live.toJSON()).toMatchObject({ received: 98, lost: 2, recoveredByFec: 2, concealed: 0 });
  });

  it('guesses where several are lost and fades to silence after 100 ms', () => {
    const live = receiver();
    const last = copiedFrom(60);
    const first = last - 19;
    const lost = Array.from({ length: 20 }, (_, i) => first + i);
    const { kinds } = play(live, 120, lost);
    expect(kinds.slice(first, first + 5)).toEqual(Array(5).fill('concealed'));
    expect(kinds.slice(first + 5, last)).toEqual(Array(14).fill('silence'));
    expect(kinds[last]).toBe('fec');
    expect(live.toJSON()).toMatchObject({ lost: 20, recoveredByFec: 1, concealed: 19 });
  });

  it('counts no loss at the end of a broadcast, where nothing was sent', () => {
    const live = receiver();
    play(live, 50);
    const kinds = Array.from({ length: 20 }, (_, i) => live.nextFrame(1_300 + i * 20).kind);
    expect(kinds.slice(0, 5)).toEqual(Array(5).fill('concealed'));
    expect(kinds.at(-1)).toBe('silence');
    expect(live.toJSON()).toMatchObject({ lost: 0, concealed: 0 });
  });

  it('is silent and has no capture time before the first packet', () => {
    const live = receiver();
    expect(live.captureTimeMsOfNextFrame()).toBeUndefined();
    const frame = live.nextFrame(0);
    expect(frame).toMatchObject({ kind: 'silence', captureAt: undefined });
    expect(measureLevel(frame.pcm).peakDbfs).toBe(-100);
  });

  it('asks for what is missing and uses the answer', () => {
    const live = receiver();
    for (const i of [0, 1, 2, 5]) live.onPacket(packet(i), i * 20);
    expect(live.dueNacks(100)).toEqual([{ ssrc: SSRC, sequences: [65_503, 65_504] }]);
    live.onPacket(packet(3), 150);
    live.onPacket(packet(4), 151);
    const kinds = Array.from({ length: 6 }, (_, i) => live.nextFrame(300 + i * 20).kind);
    expect(kinds).toEqual(Array(6).fill('decoded'));
    expect(live.toJSON()).toMatchObject({ lost: 2, recoveredByRetransmission: 2, recoveredByFec: 0 });
  });

  it('asks as long as an answer is in time for the block of frames that is taken together', () => {
    const roundTrip = new RoundTrip();
    roundTrip.measured(50);
    const live = new LiveReceiver({ latencyMs: 300, decoder: opus.decoder(), roundTrip });
    live.join({ ssrc: SSRC, payloadType: PAYLOAD_TYPE, role: 'main' });
    const bring = (numbers: number[], nowMono: number) =>
      numbers.forEach((i) => live.onPacket(packet(i), nowMono));
    bring([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], 240);
    // 80 ms are taken every 80 ms: 12 to 15 at 540.
    for (const at of [300, 380, 460]) for (let i = 0; i < 4; i++) live.nextFrame(at + i / 10);
    bring([12, 14, 15], 470);
    expect(live.dueNacks(470)).toEqual([{ ssrc: SSRC, sequences: [(65_500 + 13) & 0xffff] }]);
    bring([17], 486);
    expect(live.dueNacks(486)).toEqual([{ ssrc: SSRC, sequences: [(65_500 + 16) & 0xffff] }]);
    bring([13], 530);
    expect(Array.from({ length: 4 }, () => live.nextFrame(540).kind)).toEqual(Array(4).fill('decoded'));
  });

  it('counts a packet that had only been overtaken as neither lost nor recovered', () => {
    const live = receiver();
    for (const i of [0, 1, 3, 2, 4]) live.onPacket(packet(i), i * 20);
    expect(live.toJSON()).toMatchObject({ received: 5, lost: 0, recoveredByRetransmission: 0 });
  });

  it('takes a packet that was sent before the first one, as long as nothing has sounded', () => {
    const live = receiver();
    for (const i of [1, 0, 2]) live.onPacket(packet(i), 20);
    expect(live.captureTimeMsOfNextFrame()).toBeCloseTo(T, 3);
  });

  it('counts a late packet and never goes back for it', () => {
    const live = receiver();
    const { captures } = play(live, 60, [30]);
    live.onPacket(packet(30), 2_000);
    expect(live.toJSON()).toMatchObject({ late: 1, recoveredByRetransmission: 0 });
    expect((live.nextFrame(2_020).captureAt ?? 0) - T).toBeGreaterThan(captures.at(-1) as number);
  });

  it('counts doubles and takes them once', () => {
    const live = receiver();
    for (const i of [0, 1, 1, 0, 2]) live.onPacket(packet(i), i * 20);
    expect(live.toJSON()).toMatchObject({ received: 3, duplicates: 2 });
  });

  it('skips to a capture time and never back', () => {
    const live = receiver();
    for (let i = 0; i < 50; i++) live.onPacket(packet(i), i * 20);
    live.nextFrame(0);
    live.skipTo(T + 410);
    expect(live.captureTimeMsOfNextFrame()).toBeCloseTo(T + 410, 1);
    live.skipTo(T + 100);
    expect(live.nextFrame(20)).toMatchObject({ kind: 'decoded' });
    expect(live.captureTimeMsOfNextFrame()).toBeCloseTo(T + 430, 1);
    live.skipTo(T + 60_000);
    expect(live.captureTimeMsOfNextFrame()).toBeCloseTo(T + 60_000, 1);
  });

  it('is silent through a pause of the sender and exact after it', () => {
    const live = receiver();
    for (let i = 0; i < 10; i++) live.onPacket(packet(i), i * 20);
    for (let i = 10; i < 20; i++) live.onPacket(packet(i, { captureAt: T + 1_000 + i * 20 }), 1_000 + i * 20);
    const frames = Array.from({ length: 70 }, (_, i) => live.nextFrame(300 + i * 20));
    expect(frames.slice(10, 60).map(({ kind }) => kind)).toEqual(Array(50).fill('silence'));
    expect(frames[60]).toMatchObject({ kind: 'decoded' });
    expect((frames[60]?.captureAt ?? 0) - T).toBeCloseTo(1_200, 3);
    expect(live.toJSON()).toMatchObject({ lost: 0, concealed: 0 });
  });

  it('follows when the clock of the server is set back', () => {
    const live = receiver();
    for (let i = 0; i < 10; i++) live.onPacket(packet(i), i * 20);
    for (let i = 10; i < 20; i++) live.onPacket(packet(i, { captureAt: T - 3_000 + i * 20 }), i * 20);
    const frames = Array.from({ length: 20 }, (_, i) => live.nextFrame(300 + i * 20));
    expect(frames.map(({ kind }) => kind)).toEqual(Array(20).fill('decoded'));
    expect((frames[10]?.captureAt ?? 0) - T).toBeCloseTo(-2_800, 3);
  });

  it('refuses what is not its stream, by reason, and sounds on', () => {
    const live = receiver();
    live.onPacket(new Uint8Array(5), 0);
    live.onPacket(
      Uint8Array.from(packet(0), (byte, at) => (at === 11 ? 9 : byte)),
      0,
    );
    live.onPacket(
      Uint8Array.from(packet(0), (byte, at) => (at === 1 ? 96 : byte)),
      0,
    );
    live.onPacket(packet(0).subarray(0, 28), 0);
    expect(live.refused()).toEqual({
      malformed: 1,
      'unknown-ssrc': 1,
      'wrong-payload-type': 1,
      'not-opus': 1,
    });
    expect(live.toJSON().received).toBe(0);
  });

  it('is silent once closed, twice is fine', () => {
    const live = receiver();
    live.onPacket(packet(0), 0);
    live.close();
    live.close();
    expect(live.nextFrame(0).kind).toBe('silence');
    expect(live.captureTimeMsOfNextFrame()).toBeUndefined();
  });
});

describe('a broadcast that comes by several streams', () => {
  const SPREAD = 8;
  const copy = (i: number) => packet(i, { ssrc: SPREAD, sequence: 300 + i });

  it('takes from the second copy what the first has lost, and asks for it no more', () => {
    const live = receiver();
    live.join({ ssrc: SPREAD, payloadType: PAYLOAD_TYPE, role: 'spread' });
    const lost = [20, 21, 22, 23, 24];
    for (let i = 0; i < 60; i++) {
      if (!lost.includes(i)) live.onPacket(packet(i), i * 20);
      if (i >= 10) live.onPacket(copy(i - 10), i * 20 + 1);
    }
    expect(live.nextNackMono()).toBeUndefined();
    const kinds = Array.from({ length: 50 }, (_, i) => live.nextFrame(1_200 + i * 20).kind);
    expect(new Set(kinds)).toEqual(new Set(['decoded']));
    expect(live.toJSON()).toMatchObject({
      received: 60,
      lost: 5,
      recoveredBySpread: 5,
      late: 0,
      hasSpread: true,
    });
  });

  it('counts the second copy of a packet that has sounded as nothing', () => {
    const live = receiver();
    live.join({ ssrc: SPREAD, payloadType: PAYLOAD_TYPE, role: 'spread' });
    play(live, 30);
    for (let i = 0; i < 30; i++) live.onPacket(copy(i), 900);
    expect(live.toJSON()).toMatchObject({
      received: 30,
      recoveredBySpread: 0,
      late: 0,
      duplicates: 0,
      lost: 0,
    });
  });

  it('goes on without a seam when another flow brings the same programme under other numbers', () => {
    const live = receiver();
    for (let i = 0; i < 30; i++) live.onPacket(packet(i), i * 20);
    live.join({ ssrc: 99, payloadType: PAYLOAD_TYPE, role: 'main' });
    live.leave(SSRC);
    for (let i = 30; i < 60; i++) live.onPacket(packet(i, { ssrc: 99, sequence: i }), i * 20);
    const frames = Array.from({ length: 60 }, (_, i) => live.nextFrame(300 + i * 20));
    expect(new Set(frames.map(({ kind }) => kind))).toEqual(new Set(['decoded']));
    frames.forEach(({ captureAt }, i) => expect((captureAt ?? 0) - T).toBeCloseTo(i * 20, 3));
    expect(live.toJSON()).toMatchObject({ received: 60, lost: 0, concealed: 0 });
  });

  it('keeps its place by capture time when the server has started over with other timestamps', () => {
    const live = receiver();
    for (let i = 0; i < 30; i++) live.onPacket(packet(i), i * 20);
    live.join({ ssrc: 99, payloadType: PAYLOAD_TYPE, role: 'main' });
    for (let i = 40; i < 60; i++) {
      live.onPacket(packet(i, { ssrc: 99, sequence: i, timestamp: 77_000 + i * 960 }), i * 20);
    }
    const frames = Array.from({ length: 60 }, (_, i) => live.nextFrame(300 + i * 20));
    expect(frames.slice(0, 30).map(({ kind }) => kind)).toEqual(Array(30).fill('decoded'));
    expect(frames.slice(40).map(({ kind }) => kind)).toEqual(Array(20).fill('decoded'));
    expect((frames[40]?.captureAt ?? 0) - T).toBeCloseTo(800, 1);
  });

  it('keeps the account of a stream that it has left', () => {
    const live = receiver();
    for (const i of [0, 1, 2, 6]) live.onPacket(packet(i), i * 20);
    live.leave(SSRC);
    expect(live.toJSON()).toMatchObject({ received: 4, lost: 3 });
    live.onPacket(packet(7), 140);
    expect(live.refused()).toEqual({ 'unknown-ssrc': 1 });
  });
});

describe('the live receiver under hostile packets', () => {
  it('never throws, always gives whole frames and never goes back within a timeline', () => {
    for (let seed = 1; seed <= 40; seed++) {
      let state = seed;
      const random = (below: number): number => {
        state = (state * 1_103_515_245 + 12_345) & 0x7fff_ffff;
        return (state >> 8) % below;
      };
      const live = receiver();
      let last = Number.NEGATIVE_INFINITY;
      let next = 0;
      for (let step = 0; step < 1_000; step++) {
        live.onPacket(hostilePacket(next, random), step * 20 + random(30));
        if (random(10) !== 0) next += random(20) === 0 ? random(200) : 1;
        if (random(4) === 0) live.dueNacks(step * 20);
        if (random(100) === 0) live.takeReportBlocks(step * 20);
        if (random(200) === 0) live.skipTo(T + next * 20 - random(500));
        const frame = live.nextFrame(step * 20);
        expect(frame.pcm.length).toBe(960);
        if (frame.captureAt !== undefined) {
          expect(frame.captureAt).toBeGreaterThan(last - 0.001);
          last = frame.captureAt;
        }
      }
      live.close();
    }
  });

  it('never throws when capture times, timestamps and numbers jump at will', () => {
    for (let seed = 1; seed <= 20; seed++) {
      let state = seed;
      const random = (below: number): number => {
        state = (state * 1_103_515_245 + 12_345) & 0x7fff_ffff;
        return (state >> 8) % below;
      };
      const live = receiver();
      for (let step = 0; step < 1_000; step++) {
        const jump = random(10) === 0;
        const bytes = packet(step % 150, {
          sequence: jump ? random(65_536) : step,
          timestamp: random(10) === 0 ? random(0x7fff_ffff) * 2 : step * 960,
          captureAt: random(10) === 0 ? random(0x7fff_ffff) * 1_000 : T + step * 20,
        });
        live.onPacket(bytes, step * 20 - (jump ? random(5_000) : 0));
        live.dueNacks(step * 20);
        expect(live.nextFrame(step * 20).pcm.length).toBe(960);
        live.captureTimeMsOfNextFrame();
      }
      live.close();
    }
  });
});

/** Reordered, doubled, truncated, garbled, of other streams: everything but a forged capture time. */
function hostilePacket(next: number, random: (below: number) => number): Uint8Array {
  const choice = random(20);
  if (choice === 0) return Uint8Array.from({ length: random(80) }, () => random(256));
  if (choice === 1) return packet(next).subarray(0, random(60));
  if (choice === 2) return packet(Math.max(0, next - random(60)));
  if (choice === 3) return packet(next + random(6));
  const bytes = packet(next);
  if (choice === 4) bytes[28 + random(bytes.length - 28)] = random(256);
  return bytes;
}

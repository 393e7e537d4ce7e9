import { expect, it } from 'vitest';
import type { FrameKind } from '../receive/frame-maker.ts';
import { LiveSource, type FrameGiver } from './live-source.ts';

const T0 = 1_790_000_000_000;

/** A receiver whose stream begins at a capture time; each frame holds the number of its first sample. */
class FakeReceiver implements FrameGiver {
  bufferedMs = 200;
  kind: FrameKind = 'decoded';
  /** Added to the capture times that it tells, frame by frame. */
  jitterMs: (frame: number) => number = () => 0;
  #sample = 0;
  readonly #beganAt: number;

  constructor(beganAt: number) {
    this.#beganAt = beganAt;
  }

  captureTimeMsOfNextFrame(): number {
    return this.#beganAt + this.#sample / 48 + this.jitterMs(Math.round(this.#sample / 960));
  }

  nextFrame() {
    const first = this.#sample;
    this.#sample += 960;
    const pcm = Int16Array.from({ length: 960 }, (_, i) => (first + i) % 30_000);
    return { pcm, kind: this.kind, captureAt: this.#beganAt + first / 48 };
  }

  skipTo(captureMs: number): void {
    this.#sample = Math.max(this.#sample, Math.round((captureMs - this.#beganAt) * 48));
  }
}

function sourceOf(receiver: FakeReceiver): LiveSource {
  return new LiveSource({ receiver, captureAtAnchor: T0, mono: () => 0 });
}

it('begins at the very sample that was captured at the anchor', () => {
  const source = sourceOf(new FakeReceiver(T0 - 37.5));
  expect(source.take(0)?.[0]).toBe(37.5 * 48);
});

it('puts silence before a stream that began later than the anchor, to the sample', () => {
  const source = sourceOf(new FakeReceiver(T0 + 5));
  expect(source.take(0)).toEqual(new Int16Array(240));
  expect(source.isFed).toBe(false);
  expect(source.take(240)?.[0]).toBe(0);
  expect(source.isFed).toBe(true);
});

it('puts as much silence as it takes, however the frames fall', () => {
  const source = sourceOf(new FakeReceiver(T0 + 30));
  expect([source.take(0)?.length, source.take(960)?.length]).toEqual([960, 480]);
  expect(source.take(1440)?.slice(-2)).toEqual(Int16Array.of(958, 959));
});

it('skips to the sample that is asked for after a short jump, and fades in what follows on silence', () => {
  const receiver = new FakeReceiver(T0);
  const source = sourceOf(receiver);
  source.take(0);
  expect(source.take(960 + 700)?.[0]).toBe(960 + 700);
  expect(source.correctionFrames).toBeCloseTo(0, 6);
  const back = source.take(960 + 700 + 960 - 480);
  expect(back).toEqual(new Int16Array(480));
  const after = source.take(960 + 700 + 960);
  expect(after?.[0]).toBeLessThan(20);
  expect(after?.[480]).toBe(960 + 700 + 960 + 480);
});

it('lets what was captured too long ago go when it joins late', () => {
  const source = sourceOf(new FakeReceiver(T0));
  expect(source.take(48_000)?.[0]).toBe(48_000 % 30_000);
});

it('averages the jitter of capture times instead of following it', () => {
  const receiver = new FakeReceiver(T0);
  receiver.jitterMs = (frame) => (frame === 0 ? 0 : frame % 2 === 0 ? 4 : 2);
  const source = sourceOf(receiver);
  let position = 0;
  for (let i = 0; i < 200; i += 1) position += source.take(position)?.length ?? 0;
  expect(position).toBe(200 * 960);
  expect(source.correctionFrames).toBeCloseTo(-3 * 48, -1);
});

it('jumps along when the sender starts over', () => {
  const receiver = new FakeReceiver(T0);
  const source = sourceOf(receiver);
  source.take(0);
  receiver.jitterMs = () => 500;
  expect(source.take(960)).toEqual(new Int16Array(960));
  expect(source.isFed).toBe(false);
});

it.each<[FrameKind, boolean]>([
  ['decoded', true],
  ['fec', true],
  ['concealed', true],
  ['silence', false],
])('takes a frame that is %s for programme: %s', (kind, isFed) => {
  const receiver = new FakeReceiver(T0);
  const source = sourceOf(receiver);
  receiver.kind = isFed ? 'silence' : 'decoded';
  source.take(0);
  receiver.kind = kind;
  source.take(960);
  expect(source.isFed).toBe(isFed);
});

it('places the newest packet at its latency where the clock is not known', () => {
  const receiver = new FakeReceiver(T0 + 7_200_000);
  receiver.bufferedMs = 300;
  const source = new LiveSource({ receiver, captureAtAnchor: T0, newestAheadMs: 200, mono: () => 0 });
  expect(source.take(0)?.[0]).toBe(100 * 48);
});

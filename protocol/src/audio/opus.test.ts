import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { beforeAll, describe, expect, it } from 'vitest';
import { LoaError } from '../errors.ts';
import { FRAME_SAMPLES } from '../words.ts';
import { measureLevel } from './levels.ts';
import { loadOpus, type Opus } from './opus.ts';
import { carriesFec } from './opus-packet.ts';
import type { OpusEncoderOptions } from './opus-encoder.ts';
import { readWav } from './wav.ts';

const SPEECH: OpusEncoderOptions = {
  application: 'voip',
  bitrateBps: 32_000,
  complexity: 5,
  inbandFec: true,
  expectedLossPercent: 20,
  dtx: false,
};

let opus: Opus;
let speech: Int16Array[];

beforeAll(async () => {
  const wasm = createRequire(import.meta.url).resolve('@evan/opus/wasm/simd.wasm');
  opus = await loadOpus(await readFile(wasm));
  const names = ['Front_Center', 'Rear_Left', 'Side_Right'];
  const files = await Promise.all(names.map((name) => readFile(`/usr/share/sounds/alsa/${name}.wav`)));
  speech = files.flatMap((file) => framesOf(readWav(file).samples));
});

function framesOf(pcm: Int16Array): Int16Array[] {
  const frames = Math.floor(pcm.length / FRAME_SAMPLES);
  return Array.from({ length: frames }, (_, i) => pcm.slice(i * FRAME_SAMPLES, (i + 1) * FRAME_SAMPLES));
}

function encodeSpeech(options: Partial<OpusEncoderOptions> = {}): Uint8Array[] {
  const encoder = opus.encoder({ ...SPEECH, ...options });
  const packets = speech.map((frame) => encoder.encode(frame));
  encoder.free();
  return packets;
}

function snrDb(pairs: [wanted: Int16Array, got: Int16Array][]): number {
  let signal = 0;
  let noise = 0;
  for (const [wanted, got] of pairs) {
    wanted.forEach((sample, i) => {
      signal += sample ** 2;
      noise += (sample - (got[i] as number)) ** 2;
    });
  }
  return 10 * Math.log10(signal / noise);
}

/** Loses every seventh packet and replaces its frame; the pairs are those frames only. */
function replaceLost(
  packets: Uint8Array[],
  replace: (next: Uint8Array, decoder: ReturnType<Opus['decoder']>) => Int16Array,
): [Int16Array, Int16Array][] {
  const whole = opus.decoder();
  const lossy = opus.decoder();
  const pairs: [Int16Array, Int16Array][] = [];
  packets.forEach((packet, i) => {
    const wanted = whole.decode(packet);
    const next = packets[i + 1];
    if (i % 7 === 3 && next !== undefined) pairs.push([wanted, replace(next, lossy)]);
    else lossy.decode(packet);
  });
  whole.free();
  lossy.free();
  return pairs;
}

describe('the Opus codec', () => {
  it('gives back frames of 20 ms at the level at which they went in', () => {
    const decoder = opus.decoder();
    const decoded = encodeSpeech().map((packet) => decoder.decode(packet));
    expect(new Set(decoded.map((pcm) => pcm.length))).toEqual(new Set([FRAME_SAMPLES]));
    const join = (frames: Int16Array[]): Int16Array => Int16Array.from(frames.flatMap((frame) => [...frame]));
    const difference = measureLevel(join(decoded)).rmsDbfs - measureLevel(join(speech)).rmsDbfs;
    expect(Math.abs(difference)).toBeLessThan(1);
    decoder.free();
  });

  it('decodes the same into two rooms in turn, each of which holds until the call after the next', () => {
    const [keeping, passing] = [opus.decoder(), opus.passingDecoder()];
    const buffers = new Set<ArrayBufferLike>();
    let [before, copyOfBefore]: Int16Array[] = [new Int16Array(0), new Int16Array(0)];
    encodeSpeech().forEach((packet, i) => {
      const pcm = i % 9 === 4 ? passing.conceal(FRAME_SAMPLES) : passing.decode(packet);
      const kept = i % 9 === 4 ? keeping.conceal(FRAME_SAMPLES) : keeping.decode(packet);
      expect(pcm).toEqual(kept);
      expect(before).toEqual(copyOfBefore);
      buffers.add(pcm.buffer);
      [before, copyOfBefore] = [pcm, pcm.slice()];
    });
    expect(buffers.size).toBe(2);
    keeping.free();
    passing.free();
  });

  it('keeps to the bit rate that was asked for', () => {
    const bytes = encodeSpeech({ bitrateBps: 32_000 }).reduce((sum, packet) => sum + packet.length, 0);
    const bps = (bytes * 8) / (speech.length * 0.02);
    expect(bps).toBeGreaterThan(24_000);
    expect(bps).toBeLessThan(40_000);
  });

  it.each([24_000, 32_000])(
    'puts a copy of the frame before into most packets of speech at %i bit/s',
    (bitrateBps) => {
      const packets = encodeSpeech({ bitrateBps });
      expect(packets.filter(carriesFec).length / packets.length).toBeGreaterThan(0.5);
    },
  );

  it('puts no copy into packets when in-band FEC is off', () => {
    expect(encodeSpeech({ inbandFec: false }).filter(carriesFec)).toEqual([]);
  });

  it('recovers a lost frame from the next packet far better than by guessing', () => {
    const packets = encodeSpeech();
    const byFec = snrDb(replaceLost(packets, (next, decoder) => decoder.decodeFec(next, FRAME_SAMPLES)));
    const byGuess = snrDb(replaceLost(packets, (_, decoder) => decoder.conceal(FRAME_SAMPLES)));
    expect(byFec).toBeGreaterThan(byGuess + 5);
  });

  it('reports 6.5 ms of look-ahead, the pre-skip of files', () => {
    expect(opus.encoder(SPEECH).lookaheadSamples).toBe(312);
  });

  it('survives random bytes as packets: PCM or a refusal, never a fault', () => {
    const decoder = opus.decoder();
    let state = 7;
    const random = (): number => (state = (state * 1_103_515_245 + 12_345) & 0x7fff_ffff) >> 8;
    for (let i = 0; i < 20_000; i++) {
      const packet = Uint8Array.from({ length: random() % 200 }, () => random() & 0xff);
      try {
        const pcm = i % 3 === 0 ? decoder.decodeFec(packet, FRAME_SAMPLES) : decoder.decode(packet);
        expect(pcm.length).toBeLessThanOrEqual(5_760);
      } catch (error) {
        expect(error).toBeInstanceOf(LoaError);
      }
    }
    decoder.reset();
    expect(decoder.decode(encodeSpeech()[0] as Uint8Array).length).toBe(FRAME_SAMPLES);
  });

  it('refuses a frame of another length and the use after free', () => {
    const encoder = opus.encoder(SPEECH);
    expect(() => encoder.encode(new Int16Array(480))).toThrow(LoaError);
    encoder.free();
    encoder.free();
    expect(() => encoder.encode(new Int16Array(FRAME_SAMPLES))).toThrow(LoaError);
  });

  it('goes on when its memory has to grow under codecs that are in use', () => {
    const first = opus.decoder();
    const packets = encodeSpeech();
    const encoders = Array.from({ length: 400 }, () => opus.encoder(SPEECH));
    expect(first.decode(packets[0] as Uint8Array).length).toBe(FRAME_SAMPLES);
    expect(encoders.at(-1)?.encode(speech[0] as Int16Array).length).toBeGreaterThan(0);
    for (const encoder of encoders) encoder.free();
    first.free();
  });
});

import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { buildRtp, FRAME_SAMPLES, LoaError, writeAbsCaptureTime } from '@loa/protocol';
import { expect, it } from 'vitest';
import type { FrameDecoder, LiveFrame } from './frame-maker.ts';
import { LiveReceiver } from './live-receiver.ts';
import { RoundTrip } from './round-trip.ts';

const T = 1_790_000_000_000;
const MAIN = 7;
const SPREAD = 8;
const PAYLOAD_TYPE = 100;
const SEQUENCES = 100_000;
const MOST_STEPS = 25;
const SKIPPED_FRAMES = 500;
/** What a strict decoder looks at, and the number of the frame. */
const PAYLOAD_BYTES = 5;
/** A second of packets a stream, each asked for once and once more. */
const MOST_ASKED = 100;
const LONG_ROW = 200_000;
/** What garbage collection leaves uncertain, bytes. */
const NO_GROWTH = 4 * 1024 * 1024;

/** Numbers by chance, the same for the same seed (xorshift, Marsaglia 2003). */
function chanceOf(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

/**
 * A decoder that is as strict as the real one about what it is given, counts whether it was given back, and remembers
 * which frames of the programme it was given.
 */
class CountingDecoder implements FrameDecoder {
  static open = 0;
  /** Of the packets decoded since the last look, in their order. */
  given: number[] = [];
  #isFree = false;

  constructor() {
    CountingDecoder.open += 1;
  }

  decode(packet: Uint8Array): Int16Array<ArrayBuffer> {
    if ((packet[1] ?? 0) === 0xee) throw new LoaError('audio.malformed');
    // One that was cut off does not tell its number.
    if (packet.length === PAYLOAD_BYTES) this.given.push(frameIn(packet));
    return this.#sound(FRAME_SAMPLES);
  }

  decodeFec(_packet: Uint8Array, samples: number): Int16Array<ArrayBuffer> {
    return this.#sound(samples);
  }

  conceal(samples: number): Int16Array<ArrayBuffer> {
    return this.#sound(samples);
  }

  free(): void {
    if (!this.#isFree) CountingDecoder.open -= 1;
    this.#isFree = true;
  }

  #sound(samples: number): Int16Array<ArrayBuffer> {
    if (this.#isFree) throw new Error('used after it was freed');
    // As the real one: whole units of 2.5 ms, up to 120 ms.
    const units = Math.min(48, Math.max(1, Math.round(samples / 120)));
    return new Int16Array(units * 120).fill(1);
  }
}

interface Line {
  chance: (below: number) => number;
  /** Number of the next frame of the programme, and what its sender counts from. */
  frame: number;
  /** Its first frame under the numbers of the moment: who starts over sends nothing again. */
  since: number;
  sequence: number;
  timestamp: number;
  captureAt: number;
  /** Its clock was set: capture times are no longer one straight line. */
  isClockSet: boolean;
  /** A packet with a wrong byte has passed, which SRTP would not let through: it may stand for any other. */
  isGarbled: boolean;
}

/** Which frame of the programme a payload is. */
function frameIn(payload: Uint8Array): number {
  return ((payload[2] ?? 0) << 16) | ((payload[3] ?? 0) << 8) | (payload[4] ?? 0);
}

/** One packet of the programme under the numbers of the moment. */
function packetOf(line: Line, frame: number, ssrc = MAIN): Uint8Array {
  const payload = Uint8Array.of(0x78, line.chance(256), frame >> 16, frame >> 8, frame);
  return buildRtp({
    ...{ payloadType: PAYLOAD_TYPE, marker: false, ssrc, payload },
    sequence: (line.sequence + frame) & 0xffff,
    timestamp: (line.timestamp + frame * 960) >>> 0,
    extensions: [{ id: 13, value: writeAbsCaptureTime(line.captureAt + frame * 20) }],
  });
}

/** What a hostile line makes of the next packet: nothing, it, several, others, garbage. */
function nextPackets(line: Line): Uint8Array[] {
  const { chance, frame } = line;
  line.frame += 1;
  switch (chance(16)) {
    case 0:
      return [];
    case 1:
      return [packetOf(line, frame), packetOf(line, frame)];
    case 2:
      return [packetOf(line, Math.max(line.since, frame - chance(70)))];
    case 3:
      return shuffledBurst(line, frame);
    case 4:
      return [packetOf(line, frame).subarray(0, chance(40))];
    case 5:
      return [Uint8Array.from({ length: chance(90) }, () => chance(256))];
    case 6:
      return [packetOf(line, frame), packetOf(line, Math.max(line.since, frame - 10), SPREAD)];
    case 7:
      line.isGarbled = true;
      return [garbled(packetOf(line, frame), chance)];
    case 8:
      leap(line);
      return [packetOf(line, line.frame)];
    default:
      return [packetOf(line, frame)];
  }
}

/** Many at once in any order, as after a jam of the line. */
function shuffledBurst(line: Line, from: number): Uint8Array[] {
  const count = 2 + line.chance(12);
  line.frame = from + count;
  const burst = Array.from({ length: count }, (_, i) => ({
    at: line.chance(1_000),
    packet: packetOf(line, from + i),
  }));
  return burst.sort((a, b) => a.at - b.at).map(({ packet }) => packet);
}

function garbled(packet: Uint8Array, chance: (below: number) => number): Uint8Array {
  packet[chance(packet.length)] = chance(256);
  return packet;
}

/** The sender starts over, its clock is set, or a long stretch of it is lost. */
function leap(line: Line): void {
  const { chance } = line;
  line.isClockSet ||= chance(2) === 0;
  if (line.isClockSet) line.captureAt += chance(20_000) - 10_000;
  if (chance(3) === 0) line.sequence = chance(0x1_0000);
  if (chance(3) === 0) line.timestamp = chance(0x1_0000) * 0x1_0000 + chance(0x1_0000);
  line.frame += chance(4_000);
  line.since = line.frame;
}

function lineOf(chance: (below: number) => number): Line {
  // Begins just before the numbers wrap as often as not.
  const isNear = chance(2) === 0;
  const sequence = isNear ? 0xffff - chance(30) : chance(0x1_0000);
  const timestamp = isNear ? 0xffff_ffff - chance(30_000) : chance(0x1_0000);
  return {
    chance,
    frame: 0,
    since: 0,
    sequence,
    timestamp,
    captureAt: T,
    isClockSet: false,
    isGarbled: false,
  };
}

function receiver(decoder = new CountingDecoder()): LiveReceiver {
  const live = new LiveReceiver({ latencyMs: 300, decoder, roundTrip: new RoundTrip() });
  live.join({ ssrc: MAIN, payloadType: PAYLOAD_TYPE, role: 'main' });
  live.join({ ssrc: SPREAD, payloadType: PAYLOAD_TYPE, role: 'spread' });
  return live;
}

/** One run of packets, from a receiver's first to its end; answers what was wrong with it. */
function faultOf(seed: number): string | undefined {
  const chance = chanceOf(seed * 2_654_435_761 + 1);
  const line = lineOf(chance);
  const decoder = new CountingDecoder();
  const live = receiver(decoder);
  const steps = 8 + chance(MOST_STEPS);
  let last = -1;
  for (let step = 0; step < steps; step += 1) {
    const nowMono = step * 20 + chance(15);
    for (const packet of nextPackets(line)) live.onPacket(packet, nowMono);
    if (chance(8) === 0) live.takeReportBlocks(nowMono);
    if (chance(30) === 0) live.skipTo(line.captureAt + line.frame * 20 - chance(400));
    const asked = live.dueNacks(nowMono).flatMap(({ sequences }) => sequences);
    if (asked.length > MOST_ASKED) return `asks for ${asked.length} packets at once`;
    const frame = live.nextFrame(nowMono);
    const given = decoder.given.splice(0);
    const fault = frameFault(frame, given, last, line);
    if (fault !== undefined) return fault;
    last = given.at(-1) ?? last;
  }
  live.close();
  live.close();
  return undefined;
}

/** What is wrong with a frame that was made of these frames of the programme, after `last`. */
function frameFault(
  { pcm, kind, captureAt }: LiveFrame,
  given: number[],
  last: number,
  line: Line,
): string | undefined {
  if (pcm.length !== FRAME_SAMPLES) return `a frame of ${pcm.length} samples`;
  if (line.isGarbled) return undefined;
  const row = [last, ...given];
  if (row.some((frame, i) => i > 0 && frame <= (row[i - 1] as number))) return `goes back: ${row.join()}`;
  const [first] = given;
  if (captureAt === undefined || kind !== 'decoded' || line.isClockSet || first === undefined)
    return undefined;
  // A stretch of ten seconds is skipped, maybe within this frame, whose time is that of its first sample.
  if (first - last >= SKIPPED_FRAMES) return undefined;
  const departs = captureAt - (T + first * 20);
  return departs > -20 && departs < 20 ? undefined : `frame ${first} sounds ${departs} ms off`;
}

it('takes 100,000 hostile rows of packets without a throw, a leak, a wrong order or endless asking', () => {
  for (let seed = 1; seed <= SEQUENCES; seed += 1) {
    const fault = faultOf(seed);
    if (fault !== undefined) throw new Error(`row ${seed}: ${fault}`);
  }
  expect(CountingDecoder.open).toBe(0);
}, 300_000);

it('holds no more after 200,000 hostile packets than after 20,000', () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const heap = () => {
    collect();
    return process.memoryUsage().heapUsed;
  };
  const line = lineOf(chanceOf(4_711));
  const live = receiver();
  let early = 0;
  for (let step = 0; step < LONG_ROW; step += 1) {
    for (const packet of nextPackets(line)) live.onPacket(packet, step * 20);
    live.dueNacks(step * 20);
    live.nextFrame(step * 20);
    if (step === LONG_ROW / 10) early = heap();
  }
  expect(heap() - early).toBeLessThan(NO_GROWTH);
  live.close();
}, 120_000);

import {
  LONG_BLOCK_FRAMES,
  Follower,
  PumpRunner,
  TICK_MS,
  WallClock,
  type CardReading,
  type SampleSource,
  type TimeExchange,
} from '@loa/edge-agent';
import { SoundCard, type PcmSource, type Period } from '@loa/firmware-sim';

const DAY_MS = 24 * 3_600_000;
const FRAMES_PER_MS = 48;
/** More than lie between pump and card. */
const KEPT_BLOCKS = 256;
const EXCHANGE_MS = 5_000;
/** Time in which the first guesses may still move, ms. */
const SETTLED_MS = 60_000;
const EPOCH = 1_790_000_000_000;

/** What is wrong with one pole. */
export interface DayPole {
  /** Error of its sound card's crystal and of its machine's, parts per million; both wander by 5 ppm over the day. */
  cardPpm: number;
  machinePpm: number;
  seed: number;
}

export interface DayFigures {
  underruns: number;
  /** Greatest distance of what sounded from its moment, ms. */
  maxMs: number;
}

/**
 * A whole day of one broadcast on one pole, in minutes: the real pump, card clock, follower and wall clock on a machine
 * whose crystal is off and whose timers are late, a pretend card whose crystal is off otherwise, and exchanges of time
 * over a line with jitter. The follower's place is noted block by block and held against the moment at which the card
 * sounds that block.
 */
export function simulateDay({ cardPpm, machinePpm, seed }: DayPole, lengthMs = DAY_MS): DayFigures {
  const chance = chanceOf(seed);
  const pipe = new Pipe();
  const card = new SoundCard({ ppm: cardPpm, bufferFrames: 4_800, startFrames: 960 }, 0);
  const wall = new WallClock(EPOCH, 0);
  const track = new Track();
  const machine = { trueMs: 0, mono: 0 };
  const pump = new PumpRunner(
    {
      clock: { now: () => EPOCH + machine.mono, mono: () => machine.mono },
      sink: pipe,
      status: { read: () => readingOf(card, machine) },
      wallAt: (at) => wall.at(at),
      sounding: () => 'standard',
      gather: () => undefined,
      onRunning: () => undefined,
      programme: {
        passOver: () => undefined,
        realign: () => track.realign(),
        render: (_, at, __, pace) => track.render(pipe.writtenFrames, at, pace),
      },
    },
    { aheadMs: 100, delayMs: 0 },
  );
  pump.restart();
  let nextExchange = 0;
  let maxMs = 0;
  const hear = ({ beganAt, ownFrames }: Period) => {
    const errorMs = ownFrames === 0 ? undefined : track.errorMs(card.status.hwPtr - ownFrames, beganAt);
    if (errorMs !== undefined && beganAt > SETTLED_MS) maxMs = Math.max(maxMs, Math.abs(errorMs));
  };
  while (machine.trueMs < lengthMs) {
    // Timers are a little late, and sometimes the machine is busy.
    const step = TICK_MS + (chance() < 0.001 ? 40 * chance() : 2 * chance());
    const wander = 5 * Math.sin((2 * Math.PI * machine.trueMs) / DAY_MS);
    machine.trueMs += step;
    machine.mono += step * (1 + (machinePpm + wander) * 1e-6);
    card.playUntil(machine.trueMs, pipe, (at) => at, hear);
    if (machine.trueMs >= nextExchange) {
      card.setPpm(cardPpm - wander, machine.trueMs);
      nextExchange = machine.trueMs + EXCHANGE_MS;
      wall.observe(exchangeOf(machine, chance));
    }
    pump.tick();
  }
  return { underruns: Math.max(card.underruns, pump.underruns), maxMs };
}

function exchangeOf({ trueMs, mono }: Machine, chance: () => number): TimeExchange {
  const way = () => 20 - 2 * Math.log(1 - chance());
  const [there, back] = [way(), way()];
  const receivedAt = EPOCH + trueMs - back;
  return { sentMono: mono - there - back, gotMono: mono, receivedAt, answeredAt: receivedAt };
}

interface Machine {
  trueMs: number;
  mono: number;
}

/** Status as a pole reads it: the counters of the last period, stamped by the pole's own clock. */
function readingOf(card: SoundCard, { trueMs, mono }: Machine): CardReading | undefined {
  const { state, hwPtr, applPtr, stampedAt } = card.status;
  if (state === 'CLOSED') return undefined;
  const isRunning = state === 'RUNNING' || state === 'DRAINING';
  return { isRunning, sounded: hwPtr, taken: applPtr, atMono: mono - (trueMs - stampedAt) };
}

/** The real follower over a source that always has samples, and where it was at each of the last blocks. */
class Track {
  readonly #follower = new Follower(ALWAYS);
  readonly #mix = new Float32Array(LONG_BLOCK_FRAMES);
  /** Place of the block that began with this frame; old ones are overwritten. */
  readonly #frames = new Float64Array(KEPT_BLOCKS).fill(-1);
  readonly #places = new Float64Array(KEPT_BLOCKS);

  render(frame: number, at: number, pace: number): void {
    const wanted = Math.max(0, (at - EPOCH) * FRAMES_PER_MS);
    const slot = Math.round(frame / LONG_BLOCK_FRAMES) % KEPT_BLOCKS;
    this.#follower.render(wanted, this.#mix, pace);
    this.#frames[slot] = frame;
    this.#places[slot] = this.#follower.next - LONG_BLOCK_FRAMES;
  }

  realign(): void {
    this.#follower.realign();
  }

  /** How much later than its moment this frame sounded, ms; undefined for silence before the programme. */
  errorMs(frame: number, soundedAt: number): number | undefined {
    const slot = Math.floor(frame / LONG_BLOCK_FRAMES) % KEPT_BLOCKS;
    const first = this.#frames[slot] as number;
    if (first < 0 || frame - first < 0 || frame - first >= LONG_BLOCK_FRAMES) return undefined;
    return soundedAt - ((this.#places[slot] as number) + frame - first) / FRAMES_PER_MS;
  }
}

const SAMPLES = new Int16Array(960);
const ALWAYS: SampleSource = {
  isFed: true,
  correctionFrames: 0,
  farFrames: 960,
  take: () => SAMPLES,
  close: () => undefined,
};

/** From the pump to the card, as frames without a sound. */
class Pipe implements PcmSource {
  readonly ownerPid = 1;
  readonly isOpen = true;
  readonly isReady = true;
  writtenFrames = 0;
  #waiting = 0;

  write(block: Int16Array): void {
    this.writtenFrames += block.length;
    this.#waiting += block.length;
  }

  reopen(reason: string): void {
    throw new Error(`the pump gave the card up: ${reason}`);
  }

  read(frames: number): 'none' | Int16Array {
    const given = Math.min(frames, this.#waiting, SAMPLES.length);
    if (given === 0) return 'none';
    this.#waiting -= given;
    return SAMPLES.subarray(0, given);
  }
}

/** Numbers from 0 to 1 by chance, the same for the same seed. */
function chanceOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 0x1_0000_0000;
  };
}

import type { Clock } from '@loa/protocol';
import type { Every } from '../round-keeper.ts';
import { CardClock, type CardSample } from './card-clock.ts';
import type { CardReading } from './card-status-link.ts';
import { Lead, type Sounding } from './lead.ts';
import { Standstill } from './standstill.ts';

/** Between ticks, ms. */
export const TICK_MS = 40;
/** Frames of a block, as long as a tick. */
export const BLOCK_FRAMES = 1920;
/**
 * In the standard profile a block lasts two ticks: waking the card's program costs more than the sound itself, and
 * packets are opened and decoded together. Its last frame is written 40 ms earlier than it would be: `talk` has no time
 * for that, and `sturdy` spends it on lying further ahead.
 */
export const LONG_BLOCK_FRAMES = 3840;
/** Between readings of the card's counters: while its line is being learnt, and afterwards. */
const READ_STATUS_MS = { learning: 40, learnt: 200 };
const LEARNING_MS = 5000;
/** After this time without a reading the card is taken to consume in real time, ms. */
const BLIND_AFTER_MS = 700;
/** Silence that a card which was opened gets first, ms: enough to start it and learn when its first frame sounds. */
const PRIMING_MS = 100;
const MOST_PRIMING_MS = 240;
/** A card that tells nothing is taken to be well when its program has lived for this long, ms. */
const TRUSTED_AFTER_MS = 1000;
/** A card that takes nothing for this long hangs, ms. */
const STUCK_AFTER_MS = 3000;
/** Blocks written at one go; the rest waits a tick so that others get their turn. */
const MOST_BLOCKS = 10;
const FRAMES_PER_MS = 48;
/**
 * Lead of what is stored; a block more may lie there. A live broadcast that takes its turn begins 300 ms after its
 * announcement at the earliest.
 */
const STORED_AHEAD_MS = 180;
/** Blocks that are used in turn; the sink never holds as many. */
const KEPT_BLOCKS = 16;

export interface PumpParts {
  clock: Clock;
  sink: {
    readonly isOpen: boolean;
    readonly isReady: boolean;
    write(block: Int16Array): void;
    reopen(reason: string): void;
  };
  /** Absent where the card has no status file. */
  status: { read(): CardReading | undefined } | undefined;
  programme: {
    /** `pace`: programme that passes in a frame of the card, frames; the card's crystal is off, and the machine's. */
    render(block: Int16Array, at: number, atMono: number, pace: number): void;
    passOver(at: number, atMono: number): void;
    /** The sound was torn in the card: what comes next is to be in its place at once. */
    realign(): void;
  };
  /** The server's wall clock at a monotonic moment. */
  wallAt: (mono: number) => number;
  /** What has the turn, or is about to take it. */
  sounding: () => Sounding;
  /** Brings in what has come for the programme meanwhile: it is about to be asked, or time passes without it. */
  gather: () => void;
  /** The card that was opened plays. */
  onRunning: () => void;
}

export interface PumpOptions {
  /** Sound that is written ahead of what the card has sounded while a broadcast is live, ms. */
  aheadMs: number;
  /** From the card's counter to the air, ms. */
  delayMs: number;
}

/**
 * Keeps the card fed: every 40 ms it looks, writes as many blocks as keep the sound ahead by the wished time, and knows of each
 * at which moment it will be heard. A card that was opened gets silence until it is known when its frames sound, by two
 * readings that agree: what it plays of the programme is in its place from the first frame on.
 */
export class PumpRunner {
  readonly #parts: PumpParts;
  readonly #options: PumpOptions;
  readonly #card = new CardClock();
  readonly #lead: Lead;
  readonly #standstill = new Standstill();
  #stop: (() => void) | undefined;
  readonly #blocks: Int16Array[] = [];
  #blockNumber = 0;
  #written = 0;
  #openedMono = 0;
  #firstWriteMono = 0;
  /** Frames that the card counts although we never wrote them: silence that it put in by itself. */
  #strange = 0;
  #hasBegun = false;
  /** The card ran dry: the first reading after it runs again begins a new line. */
  #hasRunDry = false;
  #isRunning = false;
  #lastReading: CardReading | undefined;
  #readAtMono = Number.NEGATIVE_INFINITY;
  #learningSinceMono = Number.NEGATIVE_INFINITY;
  #acceptedMono = 0;
  #underruns = 0;
  #tickedMono = 0;

  constructor(parts: PumpParts, options: PumpOptions) {
    this.#parts = parts;
    this.#options = options;
    this.#lead = new Lead({ liveMs: options.aheadMs, storedMs: STORED_AHEAD_MS });
  }

  start(every: Every): void {
    this.#tickedMono = this.#parts.clock.mono();
    this.#stop ??= every(TICK_MS, () => this.tick());
  }

  /** Twice is fine. */
  close(): void {
    this.#stop?.();
    this.#stop = undefined;
  }

  /** The card was opened: its frames count from 0. */
  restart(): void {
    this.#written = 0;
    this.#hasBegun = false;
    this.#hasRunDry = false;
    this.#isRunning = false;
    this.#strange = 0;
    this.#lastReading = undefined;
    this.#readAtMono = Number.NEGATIVE_INFINITY;
    this.#standstill.restart();
    this.#openedMono = this.#parts.clock.mono();
    this.#acceptedMono = this.#openedMono;
  }

  /** Times that the card ran dry since the start. */
  get underruns(): number {
    return this.#underruns;
  }

  /** Speed of the card, parts per million; null before it is known. */
  get cardPpm(): number | null {
    return this.#card.ppm;
  }

  /** When the last tick was, monotonic ms: the proof that the pump is alive. */
  get tickedMono(): number {
    return this.#tickedMono;
  }

  tick(): void {
    const now = this.#parts.clock.mono();
    this.#tickedMono = now;
    if (!this.#parts.sink.isOpen) return this.#passOver(now);
    this.#readStatusSometimes(now);
    this.#beginBlindly(now);
    if (this.#hasBegun) this.#feed(now);
    else this.#prime(now);
    this.#tellRunning(now);
    this.#reopenIfHanging(now);
  }

  #feed(now: number): void {
    this.#noteUnderrun(now);
    const sounding = this.#parts.sounding();
    const ahead = this.#lead.wantedMs(sounding, now) * FRAMES_PER_MS;
    const sounded = this.#card.soundedAt(now);
    if (this.#written - sounded >= ahead) return;
    this.#parts.gather();
    this.#writeWhile(
      () => this.#written - sounded < ahead,
      now,
      sounding === 'standard' ? LONG_BLOCK_FRAMES : BLOCK_FRAMES,
      (block) => this.#render(block),
    );
  }

  #render(block: Int16Array): void {
    const heardMono = this.#heardMono(this.#written);
    const at = this.#parts.wallAt(heardMono);
    const until = this.#parts.wallAt(this.#heardMono(this.#written + block.length));
    const pace = ((until - at) * FRAMES_PER_MS) / block.length;
    this.#parts.programme.render(block, at, heardMono, pace);
  }

  #passOver(now: number): void {
    this.#parts.gather();
    this.#parts.programme.passOver(this.#parts.wallAt(now), now);
  }

  #heardMono(frame: number): number {
    return this.#card.soundsAt(frame) + this.#options.delayMs;
  }

  // A card that wants more before it starts gets more as time passes.
  #prime(now: number): void {
    this.#passOver(now);
    const most = Math.min(MOST_PRIMING_MS, PRIMING_MS + now - this.#openedMono) * FRAMES_PER_MS;
    this.#writeWhile(
      () => this.#written < most,
      now,
      BLOCK_FRAMES,
      (block) => block.fill(0),
    );
  }

  #writeWhile(isWanted: () => boolean, now: number, frames: number, fill: (block: Int16Array) => void): void {
    const { sink } = this.#parts;
    for (let i = 0; i < MOST_BLOCKS && isWanted() && sink.isReady; i += 1) {
      const block = this.#nextBlock(frames);
      fill(block);
      sink.write(block);
      if (this.#written === 0) this.#firstWriteMono = now;
      this.#written += frames;
    }
  }

  // A card that tells nothing runs when its program has not given up for a while.
  #tellRunning(now: number): void {
    const isRunning =
      this.#lastReading !== undefined || (this.#hasBegun && now - this.#openedMono > TRUSTED_AFTER_MS);
    if (isRunning && !this.#isRunning) this.#parts.onRunning();
    this.#isRunning = isRunning;
  }

  #reopenIfHanging(now: number): void {
    const { sink } = this.#parts;
    if (sink.isReady) this.#acceptedMono = now;
    if (!this.#standstill.isHanging(now) && now - this.#acceptedMono <= STUCK_AFTER_MS) return;
    this.#acceptedMono = now;
    this.#standstill.restart();
    sink.reopen('takes no sound');
  }

  // The sink may still hold a block while the next ones are made.
  #nextBlock(frames: number): Int16Array {
    this.#blockNumber = (this.#blockNumber + 1) % KEPT_BLOCKS;
    return (this.#blocks[this.#blockNumber] ??= new Int16Array(LONG_BLOCK_FRAMES)).subarray(0, frames);
  }

  #readStatusSometimes(now: number): void {
    const { status } = this.#parts;
    if (
      status === undefined ||
      (this.#hasBegun && now - this.#readAtMono < this.#readEveryMs(now) - TICK_MS / 2)
    )
      return;
    this.#readAtMono = now;
    this.#takeReading(status.read(), now);
  }

  #readEveryMs(now: number): number {
    const isLearning =
      this.#hasRunDry || this.#card.isDoubtful || now - this.#learningSinceMono < LEARNING_MS;
    return isLearning ? READ_STATUS_MS.learning : READ_STATUS_MS.learnt;
  }

  #takeReading(reading: CardReading | undefined, now: number): void {
    const isOfThisRun = reading !== undefined && reading.atMono >= this.#openedMono && reading.taken > 0;
    const hasRun = isOfThisRun && (reading.isRunning || this.#lastReading !== undefined);
    this.#standstill.note(hasRun ? reading.sounded : undefined, now);
    if (!isOfThisRun || !reading.isRunning) return;
    if (reading.taken < (this.#lastReading?.taken ?? 0)) {
      return this.#parts.sink.reopen('lost count after running dry');
    }
    this.#strange = Math.max(this.#strange, reading.taken - this.#written);
    const isFirst = this.#lastReading === undefined;
    this.#lastReading = reading;
    this.#follow({ sounded: reading.sounded - this.#strange, atMono: reading.atMono }, isFirst, now);
  }

  #follow(sample: CardSample, isFirst: boolean, now: number): void {
    const mustRestart = isFirst || this.#hasRunDry;
    if (mustRestart) this.#card.restart(sample);
    if (mustRestart || this.#card.observe(sample)) this.#beginLine(now);
    if (!this.#hasBegun) this.#beginIfSure(isFirst, sample);
    this.#hasRunDry = false;
  }

  // A single stamp may be late by a period, and all that is heard until the next ones say so would lie beside its place.
  #beginIfSure(isFirst: boolean, sample: CardSample): void {
    if (this.#card.isDoubtful) this.#card.restart(sample);
    else this.#hasBegun = !isFirst;
  }

  #beginLine(now: number): void {
    this.#learningSinceMono = now;
    this.#parts.programme.realign();
  }

  /** A card that tells nothing consumes in real time from its first block on. */
  #beginBlindly(now: number): void {
    if (this.#hasBegun || this.#written === 0) return;
    const isBlind = this.#parts.status === undefined || now - this.#openedMono > BLIND_AFTER_MS;
    if (!isBlind) return;
    const sinceMono = this.#parts.status === undefined ? this.#firstWriteMono : now;
    this.#card.restart({ sounded: 0, atMono: sinceMono });
    this.#hasBegun = true;
  }

  #noteUnderrun(now: number): void {
    if (!this.#hasBegun || this.#card.soundedAt(now) <= this.#written) return;
    this.#underruns += 1;
    this.#lead.noteUnderrun(now);
    this.#hasRunDry = true;
    this.#card.restart({ sounded: this.#written, atMono: now });
  }
}

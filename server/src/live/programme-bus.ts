import { EventEmitter } from 'node:events';
import {
  ABS_CAPTURE_TIME_ID,
  buildRtp,
  FRAME_MS,
  wrapSequence,
  wrapTimestamp,
  writeAbsCaptureTime,
  type AudioLevel,
  type Clock,
  type Opus,
  type OpusDecoder,
  type OpusEncoder,
} from '@loa/protocol';
import { BusMeter } from './bus-meter.ts';
import { BusSchedule, type Moment, type Tick } from './bus-schedule.ts';
import { chimeFrames } from './chime.ts';
import { Intake, type IntakeCounts } from './intake.ts';
import { Leveller } from './leveller.ts';
import { Limiter } from './limiter.ts';
import type { LiveMicrophone } from './microphone-socket.ts';
import { ProgrammeChain } from './programme-chain.ts';

/** Where packets go: into the media worker, and into the recording. */
export interface BusOutputs {
  feed: { readonly ssrc: number; readonly payloadType: number; send(packet: Uint8Array): void };
  recording: {
    start(stream: { serial: number; preSkipSamples: number }): void;
    push(packet: Uint8Array): void;
    close(): Promise<void>;
  };
}

export interface ProgrammeBusParts {
  opus: Opus;
  clock: Clock;
  outputs: BusOutputs;
}

export interface ProgrammeBusOptions {
  chime: 'none' | 'station';
  /** False lets the microphone through as loud as it is, for measurements. Default true. */
  levelling?: boolean;
}

export type MicrophoneState = 'heard' | 'silent' | 'lost' | 'gone';

/** What the screens are told ten times a second. */
export interface BusLevel extends AudioLevel {
  microphone: MicrophoneState;
  /** What is left of the chime, ms. */
  chimeLeftMs: number;
}

export interface BusCounts extends IntakeCounts {
  frames: number;
  /** Frames that fell out because the whole process stood still. */
  stalled: number;
}

/** Speech survives 20 % loss by in-band FEC; complexity 5 costs a fifth of 10 and sounds alike at this rate. */
const ENCODER = {
  application: 'voip',
  bitrateBps: 32_000,
  complexity: 5,
  inbandFec: true,
  expectedLossPercent: 20,
  dtx: false,
} as const;
/** A microphone that has sent nothing for this long is lost, ms. */
const LOST_MS = 1_000;
/** What was said just before the stop is still under way from the browser, ms. */
const LAST_WORDS_MS = 100;
const LONGEST_TAIL_MS = 500;
/** A timer this late may stand before packets that have come already, ms. */
const LATE_TIMER_MS = 10;

/**
 * One live programme: a frame every 20 ms on an absolute schedule, whatever the microphone does. `level` comes ten
 * times a second, `ended` after the last frame.
 */
export class ProgrammeBus extends EventEmitter<{ level: [BusLevel]; ended: [] }> {
  readonly #clock: Clock;
  readonly #outputs: BusOutputs;
  readonly #intake: Intake;
  readonly #decoder: OpusDecoder;
  readonly #encoder: OpusEncoder;
  readonly #chain: ProgrammeChain;
  readonly #meter = new BusMeter();
  #schedule: BusSchedule | undefined;
  #microphone: LiveMicrophone | undefined;
  #unlisten: (() => void) | undefined;
  #timer: NodeJS.Timeout | undefined;
  #frames = 0;
  #framesLeft = Infinity;
  #lastPacketMono = -Infinity;
  #isClosed = false;

  constructor({ opus, clock, outputs }: ProgrammeBusParts, { chime, levelling = true }: ProgrammeBusOptions) {
    super();
    this.#clock = clock;
    this.#outputs = outputs;
    this.#decoder = opus.decoder();
    this.#encoder = opus.encoder(ENCODER);
    this.#intake = new Intake(this.#decoder);
    this.#chain = new ProgrammeChain({
      intake: this.#intake,
      leveller: new Leveller({ levelling }),
      limiter: new Limiter(),
      encoder: this.#encoder,
      chime: chime === 'station' ? chimeFrames() : [],
    });
  }

  /** From now on this microphone is heard, from its next packet on; the one before is let go. */
  listenTo(microphone: LiveMicrophone): void {
    this.#unlisten?.();
    this.#microphone = microphone;
    this.#intake.reset();
    this.#lastPacketMono = this.#clock.mono();
    this.#unlisten = microphone.onPacket((packet) => {
      this.#lastPacketMono = this.#clock.mono();
      this.#intake.push(packet, this.#lastPacketMono);
    });
  }

  get microphoneId(): string | undefined {
    return this.#microphone?.id;
  }

  /** Monotonic ms of the last packet of a microphone; of `listenTo` or, without any, of `start` before there was one. */
  get lastPacketMono(): number {
    return this.#lastPacketMono;
  }

  get counts(): BusCounts {
    return { ...this.#intake.counts, frames: this.#frames, stalled: this.#schedule?.skipped ?? 0 };
  }

  /** Begins to tick; the first frame carries `at.wall` as its capture time. A moment in the past is caught up with. */
  start(at: Moment): void {
    if (this.#schedule !== undefined || this.#isClosed) return;
    this.#schedule = new BusSchedule(at);
    if (this.#microphone === undefined) this.#lastPacketMono = at.mono;
    this.#outputs.recording.start({
      serial: this.#outputs.feed.ssrc,
      preSkipSamples: this.#encoder.lookaheadSamples,
    });
    this.#wait();
  }

  /** Ends after what was said until now. Returns when the last frame's capture ends (wall ms). Twice is fine. */
  finish(): number {
    const captureAt = this.#schedule?.nextCaptureAt ?? this.#clock.now();
    if (this.#framesLeft === Infinity) {
      const tailMs = Math.min(LONGEST_TAIL_MS, this.#intake.depthMs + LAST_WORDS_MS);
      this.#framesLeft = Math.ceil(tailMs / FRAME_MS) + 2;
    }
    return captureAt + this.#framesLeft * FRAME_MS;
  }

  /** Ends at once. Returns when the recording is on disk. */
  async close(): Promise<void> {
    if (!this.#isClosed) {
      this.#isClosed = true;
      clearTimeout(this.#timer);
      this.#unlisten?.();
      this.#decoder.free();
      this.#encoder.free();
    }
    await this.#outputs.recording.close();
  }

  /** Sends the frames that are due. The timer calls it; a test may too. */
  tick(): void {
    const due = this.#schedule?.due({ mono: this.#clock.mono(), wall: this.#clock.now() }) ?? [];
    for (const tick of due) {
      if (this.#isClosed || this.#framesLeft === 0) return;
      this.#send(tick);
    }
  }

  #send(tick: Tick): void {
    const frame = this.#chain.next(this.#framesLeft);
    const { feed, recording } = this.#outputs;
    feed.send(
      buildRtp({
        payloadType: feed.payloadType,
        sequence: wrapSequence(this.#frames),
        timestamp: wrapTimestamp(tick.mediaTicks),
        ssrc: feed.ssrc,
        marker: this.#frames === 0,
        extensions: [{ id: ABS_CAPTURE_TIME_ID, value: writeAbsCaptureTime(tick.captureAt) }],
        payload: frame.packet,
      }),
    );
    recording.push(frame.packet);
    this.#frames += 1;
    this.#framesLeft -= 1;
    const level = this.#meter.take(frame);
    if (level !== undefined) this.#report(level);
    if (this.#framesLeft === 0) this.emit('ended');
  }

  #report(level: AudioLevel): void {
    const { chimeLeftMs } = this.#chain;
    this.emit('level', { ...level, microphone: this.#microphoneState(), chimeLeftMs });
  }

  #microphoneState(): MicrophoneState {
    const state = this.#microphone?.state;
    if (state === undefined || state === 'closed') return 'gone';
    if (state === 'lost' || this.#clock.mono() - this.#lastPacketMono > LOST_MS) return 'lost';
    return this.#meter.isHeard ? 'heard' : 'silent';
  }

  #wait(): void {
    if (this.#isClosed || this.#framesLeft === 0 || this.#schedule === undefined) return;
    const dueMono = this.#schedule.nextMono;
    this.#timer = setTimeout(() => this.#onTimer(dueMono), Math.max(0, dueMono - this.#clock.mono()));
  }

  // After a stall the event loop runs timers before sockets: one turn later the microphone's packets are in.
  #onTimer(dueMono: number): void {
    if (this.#clock.mono() - dueMono > LATE_TIMER_MS) setImmediate(() => this.#tickAndWait());
    else this.#tickAndWait();
  }

  #tickAndWait(): void {
    this.tick();
    this.#wait();
  }
}

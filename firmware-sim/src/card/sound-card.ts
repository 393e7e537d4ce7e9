import { Crystal } from './crystal.ts';
import type { CardStatus } from './card-status.ts';
import { Substream } from './substream.ts';
import type { SubstreamSizes } from './substream.ts';

/** Frames of one period, 10 ms by a right clock. */
export const PERIOD_FRAMES = 480;

/** Where a card's samples come from. */
export interface PcmSource {
  /**
   * Up to `frames` frames. `nobody`: there is no writer; `none`: the writer has nothing ready. `ownerPid` tells a new
   * writer from the one before.
   */
  read(frames: number): 'nobody' | 'none' | Int16Array;
  /** Process of the present writer; 0 where it is not known. */
  readonly ownerPid: number;
}

/** One period as it sounded. */
export interface Period {
  /** Number of its first frame since the card began, counting silence too. */
  frame: number;
  samples: Int16Array;
  /** Frames at its beginning that came from the writer. */
  ownFrames: number;
  /** Wall clock at its beginning and its end, Unix ms with fractions. */
  beganAt: number;
  endedAt: number;
}

export interface SoundCardSettings extends SubstreamSizes {
  /** Error of the card's clock, parts per million. */
  ppm: number;
}

/**
 * A sound card without a clock of its own: told the time, it plays every period that has ended since it was told
 * last. It takes samples from the source before each period, so a late call plays what lay ready in time.
 */
export class SoundCard {
  /** Lever: it stands still, takes nothing and is silent, while its clock goes on and its status says RUNNING. */
  isHanging = false;
  readonly #crystal: Crystal;
  readonly #substream: Substream;
  #played = 0;
  #stampedAt = 0;

  constructor(settings: SoundCardSettings, startMono: number) {
    this.#crystal = new Crystal(startMono, settings.ppm);
    this.#substream = new Substream(settings);
  }

  get ppm(): number {
    return this.#crystal.ppm;
  }

  get underruns(): number {
    return this.#substream.underruns;
  }

  setPpm(ppm: number, mono: number): void {
    this.#crystal.setPpm(ppm, mono);
  }

  /** Monotonic ms at which the present period ends. */
  get nextDueMono(): number {
    return this.#crystal.monoAt(this.#played + PERIOD_FRAMES);
  }

  /** Loses its writer at once, with all that waits; the crystal goes on. */
  drop(): void {
    this.#substream.drop();
  }

  /** Plays all periods that have ended at `mono`; `wallOf` gives the wall clock of a monotonic moment. */
  playUntil(
    mono: number,
    source: PcmSource,
    wallOf: (mono: number) => number,
    hear: (period: Period) => void,
  ): void {
    for (let due = this.nextDueMono; due <= mono; due = this.nextDueMono) {
      if (!this.isHanging) this.#fill(source);
      const samples = new Int16Array(PERIOD_FRAMES);
      const beganAt = wallOf(this.#crystal.monoAt(this.#played));
      const endedAt = wallOf(due);
      const ownFrames = this.isHanging ? 0 : this.#substream.play(samples, beganAt, endedAt);
      const frame = this.#played;
      this.#played += PERIOD_FRAMES;
      this.#stampedAt = endedAt;
      hear({ frame, samples, ownFrames, beganAt, endedAt });
    }
  }

  get status(): CardStatus {
    const { state, ownerPid, triggeredAt, hwPtr, applPtr, availMax, room } = this.#substream;
    return {
      state,
      ownerPid,
      triggeredAt,
      stampedAt: this.#stampedAt,
      hwPtr,
      applPtr,
      avail: room,
      availMax,
    };
  }

  #fill(source: PcmSource): void {
    const substream = this.#substream;
    // The next writer waits until the last sample of the one before has sounded.
    while (!substream.isEnding && substream.room > 0) {
      const answer = source.read(substream.room);
      if (answer === 'nobody') {
        substream.end();
        return;
      }
      if (substream.state === 'CLOSED') substream.open(source.ownerPid);
      if (answer === 'none') return;
      substream.offer(answer);
    }
  }
}

import { SampleRing } from './sample-ring.ts';

/** As ALSA names them; CLOSED stands for a status file that says `closed`. */
export type SubstreamState = 'CLOSED' | 'PREPARED' | 'RUNNING' | 'XRUN' | 'DRAINING';

export interface SubstreamSizes {
  /** Frames that the card holds at most. */
  bufferFrames: number;
  /** Frames that must wait before it starts, and before it starts again after an underrun. */
  startFrames: number;
}

/**
 * One opening of a playback device, from the writer's arrival to the last sample. It plays whole periods; where
 * samples are missing it plays silence and stands in XRUN until enough wait again. `hwPtr` counts only frames that
 * came from the writer: the silence of an underrun does not move it, as on hardware, where the counter stops.
 */
export class Substream {
  readonly #sizes: SubstreamSizes;
  readonly #ring: SampleRing;
  #state: SubstreamState = 'CLOSED';
  #hasEnded = false;
  #hwPtr = 0;
  #availMax = 0;
  #triggeredAt = 0;
  #ownerPid = 0;
  #underruns = 0;

  constructor(sizes: SubstreamSizes) {
    this.#sizes = sizes;
    this.#ring = new SampleRing(sizes.bufferFrames);
  }

  get state(): SubstreamState {
    return this.#state;
  }

  /** The writer has gone and samples of it still wait. */
  get isEnding(): boolean {
    return this.#hasEnded && this.#state !== 'CLOSED';
  }

  /** Process that writes; 0 where it is not known. */
  get ownerPid(): number {
    return this.#ownerPid;
  }

  /** Frames that were played of what the writer gave. */
  get hwPtr(): number {
    return this.#hwPtr;
  }

  /** Frames that the writer has given. */
  get applPtr(): number {
    return this.#hwPtr + this.#ring.length;
  }

  /** Frames that may be offered now. */
  get room(): number {
    return this.#ring.room;
  }

  /** Greatest room that a period left behind since the writer came, frames. */
  get availMax(): number {
    return this.#availMax;
  }

  /** When the state last became RUNNING or XRUN (Unix ms). */
  get triggeredAt(): number {
    return this.#triggeredAt;
  }

  /** Underruns over all openings. */
  get underruns(): number {
    return this.#underruns;
  }

  /** A writer has come; its first frame is number 0. */
  open(ownerPid: number): void {
    this.#ring.clear();
    this.#state = 'PREPARED';
    this.#hasEnded = false;
    this.#hwPtr = 0;
    this.#availMax = 0;
    this.#ownerPid = ownerPid;
  }

  /** Takes frames, at most `room` of them. */
  offer(samples: Int16Array): void {
    this.#ring.write(samples);
  }

  /** The writer has gone; what waits is still played. Nothing where there was no writer. */
  end(): void {
    this.#hasEnded = this.#state !== 'CLOSED';
  }

  /** It is over at once, and what waited is lost. */
  drop(): void {
    this.#ring.clear();
    this.#state = 'CLOSED';
  }

  /**
   * Plays one period from `beganAt` to `endedAt` (Unix ms) into `period`; returns how many frames at its beginning
   * came from the writer, the rest is silence.
   */
  play(period: Int16Array, beganAt: number, endedAt: number): number {
    this.#startWhenReady(beganAt);
    const isMoving = this.#state === 'RUNNING' || this.#state === 'DRAINING';
    const frames = isMoving ? this.#ring.read(period) : 0;
    period.fill(0, frames);
    this.#hwPtr += frames;
    this.#availMax = Math.max(this.#availMax, this.room);
    if (isMoving && frames < period.length) this.#runDry(endedAt);
    return frames;
  }

  #startWhenReady(now: number): void {
    if (this.#state !== 'PREPARED' && this.#state !== 'XRUN') {
      if (this.#state === 'RUNNING' && this.#hasEnded) this.#state = 'DRAINING';
      return;
    }
    if (!this.#hasEnded && this.#ring.length < this.#sizes.startFrames) return;
    this.#state = this.#hasEnded ? 'DRAINING' : 'RUNNING';
    this.#triggeredAt = now;
  }

  #runDry(now: number): void {
    if (this.#hasEnded) {
      this.#state = 'CLOSED';
      return;
    }
    this.#state = 'XRUN';
    this.#underruns += 1;
    this.#triggeredAt = now;
  }
}

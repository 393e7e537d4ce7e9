import { closeSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { wavHeader } from '@loa/protocol';
import type { Period } from './sound-card.ts';

const RATE_HZ = 48_000;
const FORMAT = { sampleRateHz: RATE_HZ, channels: 1 };
const HEADER_BYTES = 44;
/** A stamp is written at least this often, frames. */
const STAMP_EVERY = RATE_HZ;
/** Departure from the straight line within one period that calls for a stamp, ms: ten times what doubles round off. */
const NOTICEABLE_MS = 0.004;

/** Wall time of a frame: it began to sound at `atMs` (Unix ms). Between two stamps time runs evenly. */
export interface Stamp {
  frame: number;
  atMs: number;
}

export interface RecordingResult {
  /** WAV file, 48 kHz mono; its stamps lie beside it in `<file>.stamps.jsonl`. */
  file: string;
  startedAtMs: number;
  sampleRateHz: number;
  /** Ascending; the first is frame 0, the last is the end. */
  stamps: Stamp[];
}

/**
 * Writes what sounded to a WAV file, silence included, and keeps the wall time of its frames: every second, and
 * wherever the card's speed or the wall clock changes, so that any frame's moment is known within 0.1 ms.
 */
export class Recording {
  readonly #file: string;
  readonly #handle: number;
  readonly #limitFrames: number;
  readonly #stamps: Stamp[] = [];
  #frames = 0;
  #pending: Int16Array[] = [];
  /** End of the last period (Unix ms). */
  #endedAt = NaN;
  #isFinished = false;

  /** Recording ends by itself after `limitMs` (default 30 min); the rest is not recorded. */
  constructor(file: string, { limitMs = 30 * 60_000 }: { limitMs?: number } = {}) {
    this.#file = file;
    this.#limitFrames = (limitMs / 1000) * RATE_HZ;
    this.#handle = openSync(file, 'w', 0o600);
    writeSync(this.#handle, wavHeader(FORMAT, 0));
  }

  /** Takes the next period; periods must follow each other without a gap. */
  take(period: Pick<Period, 'samples' | 'beganAt' | 'endedAt'>): void {
    if (this.#isFinished || this.#frames + period.samples.length > this.#limitFrames) return;
    this.#stamp(period);
    this.#pending.push(period.samples);
    this.#frames += period.samples.length;
    this.#endedAt = period.endedAt;
    if (this.#pending.length >= 100) this.#flush();
  }

  /** Completes both files. */
  finish(): RecordingResult {
    if (!this.#isFinished) {
      this.#isFinished = true;
      this.#flush();
      writeSync(this.#handle, wavHeader(FORMAT, this.#frames * 2), 0, HEADER_BYTES, 0);
      closeSync(this.#handle);
      if (this.#frames > 0) this.#stamps.push({ frame: this.#frames, atMs: this.#endedAt });
      writeFileSync(
        `${this.#file}.stamps.jsonl`,
        this.#stamps.map((stamp) => `${JSON.stringify(stamp)}\n`).join(''),
      );
    }
    const startedAtMs = this.#stamps[0]?.atMs ?? NaN;
    return { file: this.#file, startedAtMs, sampleRateHz: RATE_HZ, stamps: [...this.#stamps] };
  }

  #stamp({ samples, beganAt, endedAt }: Pick<Period, 'samples' | 'beganAt' | 'endedAt'>): void {
    const last = this.#stamps.at(-1);
    if (last === undefined || this.#frames === last.frame) {
      this.#stamps.push({ frame: this.#frames, atMs: beganAt });
      return;
    }
    const frameMs = (this.#endedAt - last.atMs) / (this.#frames - last.frame);
    const hasJumped = Math.abs(beganAt - this.#endedAt) > NOTICEABLE_MS;
    const hasChangedSpeed = Math.abs(endedAt - beganAt - samples.length * frameMs) > NOTICEABLE_MS;
    if (hasJumped) this.#stamps.push({ frame: this.#frames - 1, atMs: this.#endedAt - frameMs });
    if (hasJumped || hasChangedSpeed || this.#frames - last.frame >= STAMP_EVERY) {
      this.#stamps.push({ frame: this.#frames, atMs: beganAt });
    }
  }

  #flush(): void {
    for (const { buffer, byteOffset, byteLength } of this.#pending) {
      writeSync(this.#handle, new Uint8Array(buffer, byteOffset, byteLength));
    }
    this.#pending = [];
  }
}

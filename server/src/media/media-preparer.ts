import { open, stat } from 'node:fs/promises';
import { Writable } from 'node:stream';
import { LoaError } from '@loa/protocol';
import { HEAD_BYTES, containerOf, declaredBytes } from './container.ts';
import { probeAudio, type SourceFile } from './ffprobe-client.ts';
import {
  FIRST_TRIM,
  MEASURE_FILTER,
  VERIFY_FILTER,
  isSilent,
  levelFilter,
  nextTrim,
  readEbur128,
  readLoudnorm,
  type ResultLoudness,
  type SourceLoudness,
} from './loudness.ts';
import type { Source, Transcoder } from './transcoder.ts';
import { Waveform } from './waveform.ts';

/** What is known of a recording after its preparation. */
export interface Prepared extends ResultLoudness {
  durationMs: number;
  /** Waveform, up to 1,000 values from 0 to 1. */
  peaks: number[];
}

export interface MediaPreparerParts {
  transcoder: Transcoder;
  /** Longest recording that is taken in (ms). */
  mostDurationMs: number;
}

interface Measured {
  loudness: SourceLoudness;
  durationMs: number;
}

/** Told the share of the work that is done, 0 to 1. */
export type OnProgress = (share: number) => void;

const MINUTE_MS = 60_000;
/** Decoded beyond what is allowed, so that too long a recording shows itself. */
const OVERLAP_MS = 1_000;
/** Shares of the work: measuring ends here, and every encoding goes on to there. */
const MEASURED = 0.35;
const ENCODED = 0.85;
/** Sound that may be missing from what a file says of itself. */
const MISSING_SHARE = 0.02;
const MISSING_MS = 500;

/** Turns one upload into Ogg Opus of even loudness. */
export class MediaPreparer {
  readonly #parts: MediaPreparerParts;

  constructor(parts: MediaPreparerParts) {
    this.#parts = parts;
  }

  /**
   * Reads `path`, writes `target`. Throws `media.not-audio`, `media.broken`, `media.too-long` or `media.silent`; the
   * caller then removes both files.
   */
  async prepare(
    { path, target }: { path: string; target: string },
    onProgress: OnProgress,
  ): Promise<Prepared> {
    const file = await identify(path);
    const { declaredMs } = await probeAudio(file);
    const { mostDurationMs } = this.#parts;
    if ((declaredMs ?? 0) > mostDurationMs) throw tooLong(mostDurationMs);
    const source: Source = {
      ...file,
      mostMs: mostDurationMs + OVERLAP_MS,
      // Even a small computer decodes faster than the sound lasts.
      deadlineMs: MINUTE_MS + (declaredMs ?? mostDurationMs),
    };
    const measured = await this.#measure(source, declaredMs, (share) => onProgress(share * MEASURED));
    return this.#level({ source, measured, target }, onProgress);
  }

  async #measure(source: Source, declaredMs: number | null, onShare: OnProgress): Promise<Measured> {
    const { transcoder, mostDurationMs } = this.#parts;
    const { printed, decodedMs } = await transcoder.measure(source, MEASURE_FILTER, (positionMs) =>
      onShare(share(positionMs, declaredMs)),
    );
    if (decodedMs > mostDurationMs) throw tooLong(mostDurationMs);
    const breaksOff = decodedMs < (declaredMs ?? 0) * (1 - MISSING_SHARE) - MISSING_MS;
    if (breaksOff) throw new LoaError('media.broken', { declaredMs, decodedMs });
    const loudness = readLoudnorm(printed);
    if (loudness === undefined) throw new LoaError('media.broken', { reason: 'no sound could be decoded' });
    if (isSilent(loudness)) throw new LoaError('media.silent');
    return { loudness, durationMs: decodedMs };
  }

  /** Encodes, listens to the result and corrects, until it has the loudness and no peak is too high. */
  async #level(
    { source, measured, target }: { source: Source; measured: Measured; target: string },
    onProgress: OnProgress,
  ): Promise<Prepared> {
    const { loudness, durationMs } = measured;
    let trim = FIRST_TRIM;
    for (let tries = 1; ; tries += 1) {
      const step = { filter: levelFilter(loudness, durationMs, trim), target };
      await this.#parts.transcoder.encode(source, step, (positionMs) =>
        onProgress(MEASURED + (ENCODED - MEASURED) * share(positionMs, durationMs)),
      );
      const prepared = await this.#verify(source, target);
      onProgress(ENCODED);
      const next = nextTrim(trim, prepared, tries);
      if (next === undefined) return prepared;
      trim = next;
    }
  }

  async #verify({ mostMs, deadlineMs }: Source, target: string): Promise<Prepared> {
    const waveform = new Waveform();
    const pcm = new Writable({
      // fluent-ffmpeg takes the end of the stream for a failure when ffmpeg exits more than 20 ms later.
      emitClose: false,
      write: (chunk: Buffer, _encoding, done) => {
        waveform.push(chunk);
        done();
      },
    });
    const source: Source = { path: target, demuxer: 'ogg', mostMs, deadlineMs };
    const { printed } = await this.#parts.transcoder.decode(source, { filter: VERIFY_FILTER, pcm });
    const result = readEbur128(printed);
    if (result === undefined)
      throw new LoaError('media.broken', { reason: 'the prepared file cannot be measured' });
    return { ...result, durationMs: waveform.durationMs, peaks: waveform.peaks() };
  }
}

/** Throws `media.not-audio` for content that is not taken in, `media.broken` for a WAV file that broke off. */
export async function identify(path: string): Promise<SourceFile> {
  const head = await readHead(path);
  const container = containerOf(head);
  if (container === undefined) throw new LoaError('media.not-audio', { reason: 'unknown content' });
  const { size } = await stat(path);
  const declared = declaredBytes(head);
  // Some writers count the byte that fills up the last block, some do not.
  if (declared !== undefined && declared > size + 1) throw new LoaError('media.broken', { declared, size });
  return { path, demuxer: container.demuxer };
}

async function readHead(path: string): Promise<Uint8Array> {
  const handle = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(new Uint8Array(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

function share(positionMs: number, declaredMs: number | null): number {
  return declaredMs === null || declaredMs <= 0 ? 0 : Math.min(1, positionMs / declaredMs);
}

function tooLong(mostDurationMs: number): LoaError {
  return new LoaError('media.too-long', { mostMinutes: Math.floor(mostDurationMs / MINUTE_MS) });
}

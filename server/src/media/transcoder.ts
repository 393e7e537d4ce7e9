import type { Writable } from 'node:stream';
import ffmpeg, { type FfmpegCommand } from 'fluent-ffmpeg';
import { LoaError } from '@loa/protocol';
import { ONLY_THIS_FILE, type SourceFile } from './ffprobe-client.ts';

export interface Source extends SourceFile {
  /** Nothing is decoded beyond this. */
  mostMs: number;
  /** A process that takes longer is killed. */
  deadlineMs: number;
}

/** Told how far the sound has been worked through (ms). */
export type OnPosition = (positionMs: number) => void;

export interface Transcoding {
  /** All that ffmpeg printed last; filters put their figures there. */
  printed: string;
  /** How much sound there was. */
  decodedMs: number;
}

/** Live speech goes first on this machine. */
const NICENESS = 15;
/** A share of undecodable packets above this is a failure. */
const MOST_ERRORS = 0.02;
/** Telephones send no speech in pauses (3GPP TS 26.093), and ffmpeg counts each such frame as undecodable. */
const MOST_ERRORS_AMR = 0.9;
/** Puts silence where such pauses left holes in the time. */
const FILL_HOLES = 'aresample=async=1';
const QUIET = ['-nostdin', '-hide_banner'];
const ONE_AUDIO_STREAM = ['-map', '0:a:0', '-vn', '-sn', '-dn'];
/** No pictures, names or places of the sender; and the same sound always gives the same bytes. */
const NAMELESS = [
  '-map_metadata',
  '-1',
  '-map_chapters',
  '-1',
  '-fflags',
  '+bitexact',
  '-flags:a',
  '+bitexact',
];
const OPUS = [
  '-c:a',
  'libopus',
  '-b:a',
  '48k',
  '-vbr',
  'on',
  '-frame_duration',
  '20',
  '-application',
  'audio',
];

/**
 * Runs ffmpeg, one process a call. Throws `media.broken` when it fails or takes longer than its deadline. After
 * `close` every process is gone.
 */
export class Transcoder {
  readonly #running = new Set<() => void>();
  #closed = false;

  /** Decodes through a filter that measures, and writes nothing. */
  async measure(source: Source, filter: string, onPosition: OnPosition): Promise<Transcoding> {
    const command = this.#read(source)
      .outputOptions([...ONE_AUDIO_STREAM, '-af', filterFor(source, filter), '-f', 'null'])
      .output('-');
    return this.#run(command, source.deadlineMs, { onPosition });
  }

  /** Writes 48 kHz mono Ogg Opus, 48 kbit/s, 20 ms a packet. */
  async encode(
    source: Source,
    { filter, target }: { filter: string; target: string },
    onPosition: OnPosition,
  ) {
    const shape = ['-ac', '1', '-ar', '48000', '-f', 'ogg'];
    const options = [...ONE_AUDIO_STREAM, ...NAMELESS, '-af', filterFor(source, filter), ...OPUS, ...shape];
    return this.#run(this.#read(source).outputOptions(options).output(target), source.deadlineMs, {
      onPosition,
    });
  }

  /** Decodes into 16-bit PCM of 48 kHz through a filter that measures. */
  async decode(source: Source, { filter, pcm }: { filter: string; pcm: Writable }): Promise<Transcoding> {
    const options = [
      ...ONE_AUDIO_STREAM,
      '-af',
      filterFor(source, filter),
      '-ac',
      '1',
      '-ar',
      '48000',
      '-f',
      's16le',
    ];
    return this.#run(this.#read(source).outputOptions(options), source.deadlineMs, { pcm });
  }

  close(): void {
    this.#closed = true;
    for (const kill of this.#running) kill();
  }

  #read({ path, demuxer, mostMs }: Source): FfmpegCommand {
    const errors = ['-max_error_rate', `${demuxer === 'amr' ? MOST_ERRORS_AMR : MOST_ERRORS}`];
    const limit = ['-t', (mostMs / 1000).toFixed(3)];
    return ffmpeg({ niceness: NICENESS })
      .input(path)
      .inputOptions([...QUIET, ...errors, ...ONLY_THIS_FILE, ...limit, '-f', demuxer]);
  }

  #run(
    command: FfmpegCommand,
    deadlineMs: number,
    { onPosition, pcm }: { onPosition?: OnPosition; pcm?: Writable },
  ): Promise<Transcoding> {
    if (this.#closed) return Promise.reject(new LoaError('media.broken', { reason: 'the server closes' }));
    const kill = killerOf(command);
    this.#running.add(kill);
    const deadline = setTimeout(kill, deadlineMs);
    return new Promise<Transcoding>((resolve, reject) => {
      command.on('progress', ({ timemark }: { timemark?: string }) =>
        onPosition?.(millisecondsOf(timemark ?? '')),
      );
      command.on('error', (error: Error) =>
        reject(new LoaError('media.broken', { reason: 'decoding failed' }, error)),
      );
      command.on('end', (_stdout, printed: string | null) => resolve(resultOf(printed ?? '')));
      if (pcm === undefined) command.run();
      else command.pipe(pcm, { end: true });
    }).finally(() => {
      clearTimeout(deadline);
      this.#running.delete(kill);
    });
  }
}

/** The library kills nothing that it has not started yet, so whoever asks too early is remembered. */
function killerOf(command: FfmpegCommand): () => void {
  let isAsked = false;
  command.on('start', () => {
    if (isAsked) command.kill('SIGKILL');
  });
  return () => {
    isAsked = true;
    command.kill('SIGKILL');
  };
}

function filterFor({ demuxer }: Source, filter: string): string {
  return demuxer === 'amr' ? `${FILL_HOLES},${filter}` : filter;
}

function resultOf(printed: string): Transcoding {
  const times = [...printed.matchAll(/\btime=(\S+)/g)];
  return { printed, decodedMs: millisecondsOf(times.at(-1)?.[1] ?? '') };
}

/** `01:02:03.45`; 0 for `N/A`. */
function millisecondsOf(timemark: string): number {
  const [, hours, minutes, seconds] = /^(\d+):(\d+):([\d.]+)$/.exec(timemark) ?? [];
  if (hours === undefined || minutes === undefined || seconds === undefined) return 0;
  return ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000;
}

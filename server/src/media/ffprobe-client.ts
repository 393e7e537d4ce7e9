import { execFile } from 'node:child_process';
import { LoaError } from '@loa/protocol';
import type { Container } from './container.ts';

/** A file from outside, and the one demuxer that may read it. */
export interface SourceFile {
  path: string;
  demuxer: Container['demuxer'];
}

export interface Probe {
  /** What the file says of its length; null where it does not say. */
  declaredMs: number | null;
}

const DEADLINE_MS = 30_000;
const MOST_ANSWER_BYTES = 1_000_000;
/** Decoders of speech and music; ffmpeg knows hundreds more that nobody needs here. */
const CODECS = /^(pcm_\w+|adpcm_\w+|mp1|mp2|mp3|mp3float|aac|alac|opus|vorbis|flac|amr_nb|amr_wb|speex)$/;
/** Opens nothing but the named file, whatever that file says. */
export const ONLY_THIS_FILE = ['-protocol_whitelist', 'file,pipe'] as const;

interface Answer {
  streams?: { codec_type?: string; codec_name?: string; duration?: string }[];
  format?: { duration?: string };
}

/** Throws `media.not-audio` when there is no sound that can be decoded, `media.broken` when the file cannot be read. */
export async function probeAudio({ path, demuxer }: SourceFile): Promise<Probe> {
  const entries = 'stream=codec_name,codec_type,duration:format=duration';
  const options = ['-v', 'error', ...ONLY_THIS_FILE, '-f', demuxer, '-show_entries', entries, '-of', 'json'];
  const answer = JSON.parse(await run([...options, '-i', path])) as Answer;
  const audio = answer.streams?.find((stream) => stream.codec_type === 'audio');
  if (audio === undefined) throw new LoaError('media.not-audio', { reason: 'no sound in it' });
  const codec = audio.codec_name ?? '';
  if (!CODECS.test(codec)) throw new LoaError('media.not-audio', { codec });
  const seconds = Number.parseFloat(audio.duration ?? answer.format?.duration ?? '');
  return { declaredMs: Number.isFinite(seconds) ? seconds * 1000 : null };
}

function run(options: string[]): Promise<string> {
  const limits = { timeout: DEADLINE_MS, killSignal: 'SIGKILL', maxBuffer: MOST_ANSWER_BYTES } as const;
  return new Promise((resolve, reject) => {
    execFile('ffprobe', options, limits, (error, stdout) => {
      if (error === null) resolve(stdout);
      else reject(refusalOf(error));
    });
  });
}

/** A program that cannot be started is our trouble, an exit code is the file's. */
function refusalOf(error: Error & { code?: number | string | null }): LoaError {
  if (typeof error.code === 'string') return new LoaError('internal', { program: 'ffprobe' }, error);
  return new LoaError('media.broken', { reason: 'cannot be read' }, error);
}

import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { VOICE_NOTE_AMR } from './fake-voice-note.ts';
import { writeFile } from 'node:fs/promises';

const run = promisify(execFile);

/** Vietnamese speech of about 5 s. */
const SENTENCE =
  'Uỷ ban nhân dân phường Thạch Hưng thông báo. Sáng mai, toàn thể nhân dân ra quân tổng vệ sinh.';

export async function ffmpeg(...options: string[]): Promise<string> {
  const { stderr } = await run('ffmpeg', ['-hide_banner', '-nostdin', '-y', ...options]);
  return stderr;
}

/** Makes sound files of all kinds in one folder, each under its own name. */
export class FakeRecordings {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  /** Speech as WAV, MP3, M4A, Ogg, FLAC or AMR, by the ending of the name. */
  async speech(name: string): Promise<string> {
    const path = this.path(name);
    if (name.endsWith('.amr')) return this.write(name, VOICE_NOTE_AMR);
    const wav = this.path('speech.wav');
    await run('espeak-ng', ['-v', 'vi', '-w', wav, SENTENCE]);
    if (path !== wav) await ffmpeg('-i', wav, '-metadata', 'title=Nhà ông Tư', path);
    return path;
  }

  /** Whatever ffmpeg's sources of test signals make. */
  async signal(name: string, source: string, seconds: number, ...options: string[]): Promise<string> {
    await ffmpeg('-f', 'lavfi', '-i', source, '-t', `${seconds}`, ...options, this.path(name));
    return this.path(name);
  }

  async write(name: string, content: string | Uint8Array): Promise<string> {
    await writeFile(this.path(name), content);
    return this.path(name);
  }
}

/** Integrated loudness and true peak, measured by ffmpeg alone. */
export async function measureLoudness(path: string): Promise<{ lufs: number; truePeakDbtp: number }> {
  const printed = await ffmpeg('-i', path, '-af', 'ebur128=peak=true', '-f', 'null', '-');
  const summary = printed.slice(printed.lastIndexOf('Summary:'));
  const figure = (pattern: RegExp): number => Number(pattern.exec(summary)?.[1]);
  return { lufs: figure(/I:\s+(\S+) LUFS/), truePeakDbtp: figure(/Peak:\s+(\S+) dBFS/) };
}

/** What ffprobe says of a file. */
export async function probe(path: string, entries: string): Promise<Record<string, unknown>> {
  const { stdout } = await run('ffprobe', ['-v', 'error', '-show_entries', entries, '-of', 'json', path]);
  return JSON.parse(stdout) as Record<string, unknown>;
}

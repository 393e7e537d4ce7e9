import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { FRAME_SAMPLES, measureLevel, readWav } from '@loa/protocol';

const run = promisify(execFile);

/** Vietnamese speech by espeak-ng, about 12 s, 48 kHz mono. */
export async function vietnameseSpeech(): Promise<Int16Array> {
  const text =
    'Đây là đài truyền thanh xã. Kính mời bà con chú ý lắng nghe. ' +
    'Tối nay mưa rất to, nước sông đang lên nhanh, đề nghị các hộ ven đê chuẩn bị sơ tán.';
  return throughFfmpeg('espeak-ng', ['-v', 'vi', '--stdout', text]);
}

/** A person's voice, recorded; played as often as it takes to fill `seconds`. */
export async function recordedSpeech(seconds: number): Promise<Int16Array> {
  const folder = '/usr/share/sounds/alsa';
  const names = ['Front_Center', 'Rear_Left', 'Side_Right'];
  const parts = await Promise.all(
    names.map(async (name) => readWav(await readFile(`${folder}/${name}.wav`)).samples),
  );
  const once = Int16Array.from(parts.flatMap((part) => [...part]));
  return Int16Array.from({ length: seconds * 48_000 }, (_, i) => once[i % once.length] as number);
}

/** The same sound with its loud parts at `dbfs` RMS, clipped where int16 ends, as a shouted-at microphone does. */
export function atSpeechLevel(pcm: Int16Array, dbfs: number): Int16Array {
  const gain = 10 ** ((dbfs - speechLevel(pcm)) / 20);
  return pcm.map((sample) => Math.max(-32_768, Math.min(32_767, Math.round(sample * gain))));
}

/** RMS level over the frames that are not pauses (within 20 dB of the loudest), dBFS. */
export function speechLevel(pcm: Int16Array): number {
  const levels = framesOf(pcm).map((frame) => measureLevel(frame).rmsDbfs);
  const loudest = Math.max(...levels);
  const speech = levels.filter((level) => level > loudest - 20).map((level) => 10 ** (level / 10));
  return 10 * Math.log10(speech.reduce((sum, power) => sum + power, 0) / speech.length);
}

export function framesOf(pcm: Int16Array): Int16Array[] {
  return Array.from({ length: Math.floor(pcm.length / FRAME_SAMPLES) }, (_, i) =>
    pcm.subarray(i * FRAME_SAMPLES, (i + 1) * FRAME_SAMPLES),
  );
}

export function joined(frames: readonly Int16Array[]): Int16Array {
  const whole = new Int16Array(frames.reduce((sum, frame) => sum + frame.length, 0));
  let at = 0;
  for (const frame of frames) {
    whole.set(frame, at);
    at += frame.length;
  }
  return whole;
}

async function throughFfmpeg(command: string, args: string[]): Promise<Int16Array> {
  const { stdout } = await run(command, args, { encoding: 'buffer', maxBuffer: 64 * 1024 * 1024 });
  const ffmpeg = run(
    'ffmpeg',
    ['-nostdin', '-loglevel', 'error', '-i', 'pipe:0', '-ar', '48000', '-ac', '1', '-f', 's16le', 'pipe:1'],
    { encoding: 'buffer', maxBuffer: 64 * 1024 * 1024 },
  );
  ffmpeg.child.stdin?.end(stdout);
  const pcm = (await ffmpeg).stdout;
  return new Int16Array(pcm.buffer.slice(pcm.byteOffset, pcm.byteOffset + (pcm.length & ~1)));
}

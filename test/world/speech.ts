import { execFile } from 'node:child_process';
import { access, readFile, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { encodeWav, readWav } from '@loa/protocol';

const run = promisify(execFile);
const RECORDINGS = '/usr/share/asterisk/sounds/en_US_f_Allison';
const RECORDED_SPEECH = `${RECORDINGS}/demo-congrats.wav`;
const LONG_SPEECH = `${RECORDINGS}/demo-instruct.wav`;

/**
 * Writes recorded human speech as a 48 kHz mono WAV, cut to `seconds` after `silenceS` of silence. The set-up step of
 * the tests installs the recording (30 s).
 */
export async function recordedSpeech(file: string, seconds = 30, silenceS = 0): Promise<string> {
  await access(RECORDED_SPEECH);
  const filter = `adelay=${silenceS * 1000}:all=1,apad=pad_dur=2`;
  await ffmpeg(['-i', RECORDED_SPEECH, '-af', filter, '-t', String(seconds + silenceS), ...pcm, file]);
  return file;
}

/** Writes 73 s of recorded human speech as a 48 kHz mono WAV. */
export async function longSpeech(file: string): Promise<string> {
  return asWav(LONG_SPEECH, file);
}

/** Of a pause this much stays, in frames of 10 ms. */
const KEPT_PAUSE = 6;
const FRAME_S = 0.01;
/** A frame whose peak stays below this share of the whole's is part of a pause: about -36 dB. */
const QUIET_SHARE = 0.016;

/**
 * Writes about a minute of recorded human speech whose pauses were cut to 60 ms, as a 48 kHz mono WAV: where nothing is
 * heard for some tenths of a second, something is wrong.
 */
export async function denseSpeech(file: string): Promise<string> {
  const { samples, sampleRateHz } = readWav(await readFile(await longSpeech(file)));
  const length = Math.round(FRAME_S * sampleRateHz);
  const peak = peakOf(samples);
  const kept = new Int16Array(samples.length);
  let end = 0;
  let quiet = 0;
  for (let at = 0; at < samples.length; at += length) {
    const frame = samples.subarray(at, at + length);
    quiet = peakOf(frame) < QUIET_SHARE * peak ? quiet + 1 : 0;
    if (quiet > KEPT_PAUSE) continue;
    kept.set(frame, end);
    end += frame.length;
  }
  await writeFile(file, encodeWav({ samples: kept.subarray(0, end), sampleRateHz, channels: 1 }));
  return file;
}

function peakOf(samples: Int16Array): number {
  return samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
}

/** A spoken Vietnamese text as MP3, as an officer would upload it. */
export async function spokenMp3(file: string, text: string): Promise<string> {
  const wav = `${file}.wav`;
  await run('espeak-ng', ['-v', 'vi', '-s', '150', '-w', wav, text]);
  await ffmpeg(['-i', wav, '-ar', '44100', '-b:a', '128k', file]);
  return file;
}

/** Any audio as 48 kHz mono WAV, the form that the probe compares. */
export async function asWav(source: string, file: string): Promise<string> {
  await ffmpeg(['-i', source, ...pcm, file]);
  return file;
}

const pcm = ['-ar', '48000', '-ac', '1', '-c:a', 'pcm_s16le'];

async function ffmpeg(args: string[]): Promise<void> {
  await run('ffmpeg', ['-nostdin', '-loglevel', 'error', '-y', ...args]);
}

import { execFile } from 'node:child_process';
import { access } from 'node:fs/promises';
import { promisify } from 'node:util';

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

/**
 * Recorded human speech whose pauses were taken out, as a 48 kHz mono WAV of about a minute: where it is not heard for
 * some tenths of a second, something is wrong.
 */
export async function denseSpeech(file: string): Promise<string> {
  const filter = 'silenceremove=stop_periods=-1:stop_duration=0.05:stop_threshold=-38dB';
  await ffmpeg(['-i', LONG_SPEECH, '-af', filter, ...pcm, file]);
  return file;
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

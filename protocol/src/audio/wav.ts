import { LoaError } from '../errors.ts';

const HEADER_BYTES = 44;
const PCM = 1;
const EXTENSIBLE = 0xfffe;

export interface WavFormat {
  sampleRateHz: number;
  channels: number;
}

export interface WavAudio extends WavFormat {
  /** Interleaved when there is more than one channel. */
  samples: Int16Array;
}

/** The 44-byte header of a PCM16 WAV file whose audio takes `dataBytes`. */
export function wavHeader(format: WavFormat, dataBytes: number): Uint8Array {
  const header = new Uint8Array(HEADER_BYTES);
  const view = new DataView(header.buffer);
  const blockAlign = format.channels * 2;
  writeTag(header, 0, 'RIFF');
  view.setUint32(4, dataBytes + HEADER_BYTES - 8, true);
  writeTag(header, 8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, PCM, true);
  view.setUint16(22, format.channels, true);
  view.setUint32(24, format.sampleRateHz, true);
  view.setUint32(28, format.sampleRateHz * blockAlign, true);
  view.setUint16(32, blockAlign, true);
  view.setUint16(34, 16, true);
  writeTag(header, 36, 'data');
  view.setUint32(40, dataBytes, true);
  return header;
}

/** A whole PCM16 WAV file. */
export function encodeWav(audio: WavAudio): Uint8Array {
  const dataBytes = audio.samples.length * 2;
  const file = new Uint8Array(HEADER_BYTES + dataBytes);
  file.set(wavHeader(audio, dataBytes));
  const view = new DataView(file.buffer, HEADER_BYTES);
  audio.samples.forEach((sample, i) => view.setInt16(i * 2, sample, true));
  return file;
}

/**
 * Reads a PCM16 WAV file. Chunks that are not understood are skipped; a length field that a streaming writer left at
 * 0 or at its maximum, or that exceeds the file, means "to the end". Throws `audio.malformed` for anything else.
 */
export function readWav(bytes: Uint8Array): WavAudio {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (tagAt(bytes, 0) !== 'RIFF' || tagAt(bytes, 8) !== 'WAVE') throw malformed('no WAV header');
  let format: WavFormat | undefined;
  for (let at = 12; at + 8 <= bytes.length;) {
    const tag = tagAt(bytes, at);
    const length = view.getUint32(at + 4, true);
    const body = at + 8;
    if (tag === 'fmt ') format = readFormat(view, body);
    if (tag === 'data') return { ...known(format), samples: readSamples(view, body, length) };
    at = body + length + (length % 2);
  }
  throw malformed('no audio in the WAV file');
}

function readFormat(view: DataView, at: number): WavFormat {
  if (at + 16 > view.byteLength) throw malformed('WAV format cut off');
  const kind = view.getUint16(at, true);
  const bits = view.getUint16(at + 14, true);
  if ((kind !== PCM && kind !== EXTENSIBLE) || bits !== 16) throw malformed('WAV is not 16-bit PCM');
  const channels = view.getUint16(at + 2, true);
  const sampleRateHz = view.getUint32(at + 4, true);
  if (channels === 0 || sampleRateHz === 0) throw malformed('WAV format is empty');
  return { channels, sampleRateHz };
}

function readSamples(view: DataView, at: number, length: number): Int16Array {
  const available = view.byteLength - at;
  const bytes = length === 0 || length > available ? available : length;
  const samples = new Int16Array(bytes >> 1);
  for (let i = 0; i < samples.length; i++) samples[i] = view.getInt16(at + i * 2, true);
  return samples;
}

function known(format: WavFormat | undefined): WavFormat {
  if (format === undefined) throw malformed('WAV audio before its format');
  return format;
}

function tagAt(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + 4));
}

function writeTag(bytes: Uint8Array, at: number, tag: string): void {
  for (let i = 0; i < tag.length; i++) bytes[at + i] = tag.charCodeAt(i);
}

function malformed(reason: string): LoaError {
  return new LoaError('audio.malformed', { reason });
}

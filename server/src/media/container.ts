/** A kind of audio file that is taken in, and the one demuxer of ffmpeg that may read it. */
export interface Container {
  name: 'wav' | 'mp3' | 'mp4' | 'ogg' | 'flac' | 'amr';
  demuxer: 'wav' | 'mp3' | 'mov' | 'ogg' | 'flac' | 'amr';
}

/** As many bytes from the beginning of a file as `containerOf` wants to see. */
export const HEAD_BYTES = 64;

const WAV: Container = { name: 'wav', demuxer: 'wav' };
const MP3: Container = { name: 'mp3', demuxer: 'mp3' };
const MP4: Container = { name: 'mp4', demuxer: 'mov' };
const OGG: Container = { name: 'ogg', demuxer: 'ogg' };
const FLAC: Container = { name: 'flac', demuxer: 'flac' };
const AMR: Container = { name: 'amr', demuxer: 'amr' };

/**
 * What the first bytes of a file say that it is; undefined for everything that is not taken in. Names and types that a
 * sender gives count for nothing: a playlist called `.mp3` would make ffmpeg open other files and addresses.
 */
export function containerOf(head: Uint8Array): Container | undefined {
  if ((starts(head, 'RIFF') || starts(head, 'RF64')) && starts(head, 'WAVE', 8)) return WAV;
  if (starts(head, 'ftyp', 4)) return MP4;
  if (starts(head, 'OggS')) return OGG;
  if (starts(head, 'fLaC')) return FLAC;
  if (starts(head, '#!AMR\n') || starts(head, '#!AMR-WB\n')) return AMR;
  return starts(head, 'ID3') || isMpegFrame(head) ? MP3 : undefined;
}

/**
 * How long a WAV file says that it is, in bytes; undefined where it does not say (written to a pipe, or another
 * container). A shorter file broke off, which ffmpeg passes over in silence.
 */
export function declaredBytes(head: Uint8Array): number | undefined {
  if (!starts(head, 'RIFF') || head.length < 8) return undefined;
  const size = new DataView(head.buffer, head.byteOffset).getUint32(4, true);
  return size === 0 || size >= 0xfffffff0 ? undefined : size + 8;
}

/** Header of a frame of MPEG audio, layer II or III (ISO/IEC 11172-3, section 2.4.1.3), no field at a forbidden value. */
function isMpegFrame([first = 0, second = 0, third = 0]: Uint8Array): boolean {
  const hasSync = first === 0xff && (second & 0xe0) === 0xe0;
  const version = (second >> 3) & 3;
  const layer = (second >> 1) & 3;
  const bitrate = third >> 4;
  const rate = (third >> 2) & 3;
  return (
    hasSync && version !== 1 && (layer === 1 || layer === 2) && bitrate !== 0 && bitrate !== 15 && rate !== 3
  );
}

function starts(head: Uint8Array, text: string, at = 0): boolean {
  return [...text].every((letter, index) => head[at + index] === letter.charCodeAt(0));
}

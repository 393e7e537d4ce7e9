import { LoaError } from '../errors.ts';
import { NO_GRANULE, OGG_LAST, readOggPage, type OggPage } from './ogg-page.ts';

/** Where a stream that broke off can go on. */
export interface OggEnd {
  /** Number of the stream, and of its last whole page. */
  serial: number;
  sequence: number;
  /** Samples at 48 kHz up to the end of that page. */
  granule: number;
  /** Bytes up to the end of that page; what follows is torn. */
  bytes: number;
}

/** First bytes of every page. */
const CAPTURE = [0x4f, 0x67, 0x67, 0x53];

/**
 * The end of a stream's last whole page in the last bytes of a file that was cut off anywhere; undefined when no page is
 * whole there. A page is below 65,308 bytes. Throws `audio.malformed` when the stream has been closed.
 */
export function lastOggEnd(bytes: Uint8Array): OggEnd | undefined {
  let end: OggEnd | undefined;
  for (let at = nextCapture(bytes, 0); at >= 0;) {
    const read = pageAt(bytes, at);
    if (read !== undefined) end = endOf(read.page, read.next, end);
    at = nextCapture(bytes, read?.next ?? at + 1);
  }
  return end;
}

function endOf(
  { serial, sequence, granule, flags }: OggPage,
  bytes: number,
  before: OggEnd | undefined,
): OggEnd {
  if ((flags & OGG_LAST) !== 0) throw new LoaError('audio.malformed', { reason: 'the stream is closed' });
  return { serial, sequence, granule: granule === NO_GRANULE ? (before?.granule ?? 0) : granule, bytes };
}

/** Undefined also for bytes that only look like a page. */
function pageAt(bytes: Uint8Array, at: number): { page: OggPage; next: number } | undefined {
  try {
    return readOggPage(bytes, at);
  } catch (error) {
    if (error instanceof LoaError) return undefined;
    throw error;
  }
}

function nextCapture(bytes: Uint8Array, from: number): number {
  for (let at = from; at + CAPTURE.length <= bytes.length; at += 1) {
    if (CAPTURE.every((byte, i) => bytes[at + i] === byte)) return at;
  }
  return -1;
}

import { LoaError } from '../errors.ts';
import { concat } from './bytes.ts';
import { isOpusTags, readOpusHead, type OpusHead } from './ogg-opus-head.ts';
import { NO_GRANULE, OGG_CONTINUED, OGG_FIRST, OGG_LAST, readOggPage, type OggPage } from './ogg-page.ts';
import { opusPacketSamples } from './opus-packet.ts';

/** Longest packet that is accepted, bytes: 120 ms of the highest bit rate. */
const MAX_PACKET_BYTES = 61_440;

/**
 * Reads an Ogg Opus stream as its bytes come. Only single streams are understood; everything that breaks the rules of
 * RFC 3533 or RFC 7845 throws `audio.malformed` with the reason and the offset.
 */
export class OggOpusReader {
  #head: OpusHead | undefined;
  #hasTags = false;
  #rest: Uint8Array = new Uint8Array(0);
  #offset = 0;
  #serial = 0;
  #nextSequence = 0;
  #parts: Uint8Array[] = [];
  #samples = 0;
  #startGranule: number | undefined;
  #lastGranule = NO_GRANULE;
  #ended = false;

  /** The header, once it has come. */
  get head(): OpusHead | undefined {
    return this.#head;
  }

  /** Whether the page marked as the last has come. */
  get ended(): boolean {
    return this.#ended;
  }

  /** Samples at 48 kHz that the packets so far let one hear: without the pre-skip and the trimmed end. */
  get durationSamples(): number {
    const preSkip = this.#head?.preSkipSamples ?? 0;
    const byGranule = this.#lastGranule - (this.#startGranule ?? 0);
    const decoded =
      this.#ended && this.#lastGranule !== NO_GRANULE ? Math.min(this.#samples, byGranule) : this.#samples;
    return Math.max(0, decoded - preSkip);
  }

  /** Takes the next bytes and returns the audio packets that they complete, in order. */
  push(bytes: Uint8Array): Uint8Array[] {
    const whole = this.#rest.length === 0 ? bytes : concat([this.#rest, bytes]);
    const packets: Uint8Array[] = [];
    let at = 0;
    while (at < whole.length && !this.#ended) {
      const read = readOggPage(whole, at);
      if (read === undefined) break;
      this.#takePage(read.page, packets);
      this.#offset += read.next - at;
      at = read.next;
    }
    // Whatever follows the last page is not ours to judge (a tag, padding of a disk block).
    this.#rest = this.#ended ? new Uint8Array(0) : whole.slice(at);
    return packets;
  }

  #takePage(page: OggPage, packets: Uint8Array[]): void {
    this.#checkOrder(page);
    const before = this.#samples;
    for (const packet of this.#packetsOf(page)) this.#takePacket(packet, packets);
    if (page.granule > 0) this.#placeOnTimeline(page, before);
    this.#ended = (page.flags & OGG_LAST) !== 0;
  }

  #checkOrder(page: OggPage): void {
    if (this.#nextSequence === 0) {
      if ((page.flags & OGG_FIRST) === 0) this.#refuse('starts in the middle');
      this.#serial = page.serial;
    } else if (page.serial !== this.#serial || (page.flags & OGG_FIRST) !== 0) {
      this.#refuse('more than one stream');
    } else if (page.sequence !== this.#nextSequence) {
      this.#refuse('a page is missing');
    }
    this.#nextSequence = page.sequence + 1;
    if (((page.flags & OGG_CONTINUED) !== 0) !== this.#parts.length > 0) this.#refuse('a packet is torn');
  }

  *#packetsOf(page: OggPage): Generator<Uint8Array> {
    let from = 0;
    let to = 0;
    for (const length of page.lacing) {
      to += length;
      if (length === 255) continue;
      yield this.#joined(page.body.subarray(from, to));
      from = to;
    }
    if (to > from || page.lacing.at(-1) === 255) this.#parts.push(page.body.slice(from, to));
    if (this.#parts.reduce((sum, part) => sum + part.length, 0) > MAX_PACKET_BYTES)
      this.#refuse('packet too long');
  }

  #joined(end: Uint8Array): Uint8Array {
    const packet = this.#parts.length === 0 ? end.slice() : concat([...this.#parts, end]);
    this.#parts = [];
    return packet;
  }

  #takePacket(packet: Uint8Array, packets: Uint8Array[]): void {
    if (this.#head === undefined) {
      this.#head = readOpusHead(packet);
    } else if (!this.#hasTags) {
      if (!isOpusTags(packet)) this.#refuse('no comment header');
      this.#hasTags = true;
    } else if (packet.length > 0) {
      const samples = opusPacketSamples(packet);
      if (samples === undefined) return this.#refuse('not an Opus packet');
      this.#samples += samples;
      packets.push(packet);
    }
  }

  // A stream cut out of a longer one starts at a later position (RFC 7845 section 4.3).
  #placeOnTimeline(page: OggPage, samplesBefore: number): void {
    const isLast = (page.flags & OGG_LAST) !== 0;
    const onPage = this.#samples - samplesBefore;
    this.#startGranule ??= isLast ? 0 : Math.max(0, page.granule - samplesBefore - onPage);
    this.#lastGranule = page.granule;
  }

  #refuse(reason: string): never {
    throw new LoaError('audio.malformed', { reason, offset: this.#offset });
  }
}

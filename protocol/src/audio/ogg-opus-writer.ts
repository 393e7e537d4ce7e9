import { LoaError } from '../errors.ts';
import { concat } from './bytes.ts';
import type { OggEnd } from './ogg-end.ts';
import { buildOpusHead, buildOpusTags } from './ogg-opus-head.ts';
import { buildOggPage, lacingOf, MAX_SEGMENTS, OGG_FIRST, OGG_LAST } from './ogg-page.ts';
import { opusPacketSamples } from './opus-packet.ts';
import { SAMPLE_RATE_HZ } from '../words.ts';

/** Audio on one page; what a cut loses at most. RFC 7845 section 6 advises no more than a second. */
const PAGE_SAMPLES = SAMPLE_RATE_HZ;

export interface OggOpusOptions {
  /** Number of the stream; any 32-bit value. */
  serial: number;
  /** Samples that the decoder drops at the start: the encoder's look-ahead. */
  preSkipSamples: number;
  /** Comments such as TITLE. */
  tags?: Readonly<Record<string, string>>;
  /** The end of a stream that broke off and now goes on; it keeps its header and its number. */
  after?: Pick<OggEnd, 'serial' | 'sequence' | 'granule'>;
}

/**
 * Writes a mono Ogg Opus file piece by piece (RFC 7845). Each call returns the bytes to append; a file cut off
 * anywhere can be read up to its last whole page.
 */
export class OggOpusWriter {
  readonly #options: OggOpusOptions;
  readonly #serial: number;
  #sequence: number;
  #granule: number;
  #pageSamples = 0;
  #packets: Uint8Array[] = [];
  #lacing: number[] = [];

  constructor(options: OggOpusOptions) {
    const { after, serial } = options;
    this.#options = options;
    this.#serial = after?.serial ?? serial;
    this.#sequence = after === undefined ? 0 : after.sequence + 1;
    this.#granule = after?.granule ?? 0;
  }

  /** Samples written so far that will be heard. */
  get durationSamples(): number {
    return Math.max(0, this.#granule - this.#options.preSkipSamples);
  }

  /** The two header pages; the first bytes of the file. A stream that goes on has them already. */
  header(): Uint8Array {
    const head = this.#wholePage(buildOpusHead(this.#options.preSkipSamples), OGG_FIRST);
    return concat([head, this.#wholePage(buildOpusTags(this.#options.tags ?? {}), 0)]);
  }

  /** Adds one packet; returns a page when one is full. Throws `audio.malformed` when it is not an Opus packet. */
  push(packet: Uint8Array): Uint8Array | undefined {
    const samples = opusPacketSamples(packet);
    if (samples === undefined) throw new LoaError('audio.malformed', { reason: 'not an Opus packet' });
    const lacing = lacingOf(packet.length);
    // The last page is kept back until more audio follows, so that `finish` always has one to mark as the last.
    const isFull = this.#pageSamples >= PAGE_SAMPLES || this.#lacing.length + lacing.length > MAX_SEGMENTS;
    const page = isFull ? this.#takePage(0, this.#granule) : undefined;
    this.#packets.push(packet.slice());
    this.#lacing.push(...lacing);
    this.#granule += samples;
    this.#pageSamples += samples;
    return page;
  }

  /** Everything that is still held back, as an ordinary page: call it before a pause in a recording. */
  flush(): Uint8Array | undefined {
    return this.#packets.length === 0 ? undefined : this.#takePage(0, this.#granule);
  }

  /** The last page. `trimSamples` at the end of the last packet are not heard (the padding of its frame). */
  finish(trimSamples = 0): Uint8Array {
    return this.#takePage(OGG_LAST, Math.max(0, this.#granule - trimSamples));
  }

  #takePage(flags: number, granule: number): Uint8Array {
    const page = this.#page(concat(this.#packets), this.#lacing, flags, granule);
    this.#packets = [];
    this.#lacing = [];
    this.#pageSamples = 0;
    return page;
  }

  #wholePage(packet: Uint8Array, flags: number): Uint8Array {
    return this.#page(packet, lacingOf(packet.length), flags, 0);
  }

  #page(body: Uint8Array, lacing: number[], flags: number, granule: number): Uint8Array {
    const sequence = this.#sequence++;
    return buildOggPage({
      flags,
      granule,
      serial: this.#serial,
      sequence,
      lacing: Uint8Array.from(lacing),
      body,
    });
  }
}

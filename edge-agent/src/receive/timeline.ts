import { SAMPLE_RATE_HZ, unwrapTimestamp } from '@loa/protocol';

const SAMPLES_PER_MS = SAMPLE_RATE_HZ / 1000;

/** A capture time that departs from the count of samples by more than this between two packets is a step. */
const STEP_SAMPLES = 40 * SAMPLES_PER_MS;

export interface Place {
  /** Samples at 48 kHz on a line that counts from 1970 where capture times are told, else from the first packet. */
  position: number;
  segment: number;
  captureAt: number | undefined;
}

interface Segment {
  number: number;
  /** Position minus unwrapped RTP timestamp. */
  offset: number;
  /** Newest timestamp in it, unwrapped: the next is taken to be near. */
  newestTimestamp: number;
  /** Capture time in samples minus position, of the newest packet; undefined before a capture time came. */
  deviation: number | undefined;
}

/**
 * Puts the packets of all streams of a broadcast on one line of samples. Within a segment RTP timestamps rule, so that
 * the jitter and the slow drift of wall-clock stamps do not tear the sound; when the two part suddenly (the sender
 * paused or started over, or its clock was set), a new segment begins at the place that the capture time tells.
 */
export class Timeline {
  #current: Segment | undefined;
  #previous: Segment | undefined;
  #mustBegin = true;

  /** `timestamp` as on the wire; `captureAt` from the packet's extension, Unix ms. */
  place(timestamp: number, captureAt: number | undefined): Place {
    const segment = this.#segmentOf(timestamp, captureAt);
    const extended = unwrapTimestamp(timestamp, segment.newestTimestamp);
    const position = extended + segment.offset;
    if (segment === this.#current && extended >= segment.newestTimestamp) {
      segment.newestTimestamp = extended;
      if (captureAt !== undefined) segment.deviation = captureAt * SAMPLES_PER_MS - position;
    }
    return { position, segment: segment.number, captureAt: captureAt ?? derived(segment, position) };
  }

  /** The sender has started over: the next packet begins a new segment, unless its capture time fits the old one. */
  restart(): void {
    this.#mustBegin = true;
  }

  #segmentOf(timestamp: number, captureAt: number | undefined): Segment {
    const current = this.#current;
    if (current === undefined) return this.#begin(timestamp, captureAt);
    if (captureAt === undefined)
      return this.#mustBegin ? this.#begin(timestamp, captureAt) : this.#goOn(current);
    if (fits(current, timestamp, captureAt)) return this.#goOn(current);
    if (this.#previous !== undefined && fits(this.#previous, timestamp, captureAt)) return this.#previous;
    return this.#begin(timestamp, captureAt);
  }

  #goOn(current: Segment): Segment {
    this.#mustBegin = false;
    return current;
  }

  #begin(timestamp: number, captureAt: number | undefined): Segment {
    this.#previous = this.#mustBegin ? undefined : this.#current;
    this.#mustBegin = false;
    const offset = captureAt === undefined ? 0 : Math.round(captureAt * SAMPLES_PER_MS) - timestamp;
    const number = (this.#current?.number ?? 0) + 1;
    this.#current = { number, offset, newestTimestamp: timestamp, deviation: undefined };
    return this.#current;
  }
}

function fits(segment: Segment, timestamp: number, captureAt: number): boolean {
  if (segment.deviation === undefined) return false;
  const position = unwrapTimestamp(timestamp, segment.newestTimestamp) + segment.offset;
  return Math.abs(captureAt * SAMPLES_PER_MS - position - segment.deviation) <= STEP_SAMPLES;
}

function derived(segment: Segment, position: number): number | undefined {
  return segment.deviation === undefined ? undefined : (position + segment.deviation) / SAMPLES_PER_MS;
}

import type { Place } from './timeline.ts';

/** The shortest Opus packet, samples (2.5 ms): no two packets of a segment begin nearer to each other. */
const SHORTEST = 120;
/** Places that are remembered: 20 s of the shortest packets. */
const REMEMBERED = 8_192;

/**
 * Remembers which places on the timeline have been filled, whichever stream brought the packet. A fixed table: entries
 * of a map that come and go would live just long enough to be taken for lasting ones by the collector.
 */
export class SeenPlaces {
  readonly #positions = new Float64Array(REMEMBERED).fill(Number.NaN);
  /** The segment that filled each place last; where two overlap, the older one's packets are long gone. */
  readonly #segments = new Float64Array(REMEMBERED);

  /** Whether the place was new; it is known from now on. */
  add({ segment, position }: Pick<Place, 'segment' | 'position'>): boolean {
    const at = placeIn(Math.floor(position / SHORTEST));
    if (this.#positions[at] === position && this.#segments[at] === segment) return false;
    this.#positions[at] = position;
    this.#segments[at] = segment;
    return true;
  }
}

/** The remainder that is never negative: a line without capture times may begin before 0. */
function placeIn(count: number): number {
  return count - Math.floor(count / REMEMBERED) * REMEMBERED;
}

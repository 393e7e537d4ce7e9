import type { Place } from './timeline.ts';

/** Places that are remembered: 20 s of packets. */
const REMEMBERED = 1_000;

/** Remembers which places on the timeline have been filled, whichever stream brought the packet. */
export class SeenPlaces {
  readonly #keys = new Set<string>();

  /** Whether the place was new; it is known from now on. */
  add({ segment, position }: Pick<Place, 'segment' | 'position'>): boolean {
    const key = `${segment}:${position}`;
    if (this.#keys.has(key)) return false;
    this.#keys.add(key);
    if (this.#keys.size > REMEMBERED) this.#forgetOldest();
    return true;
  }

  #forgetOldest(): void {
    for (const oldest of this.#keys) {
      this.#keys.delete(oldest);
      return;
    }
  }
}

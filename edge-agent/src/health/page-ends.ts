interface Layer {
  count: number;
  /** Of 8 bytes. */
  words: number;
}

/**
 * 1.1 MB in all. V8 looks for a gap first among those of at least the next power of two bytes, the smallest first: so what
 * is to go into gaps of 16 kB and more is a little smaller than 16. It reaches only the pages that V8 has swept by then,
 * so there are two of it.
 */
const LAYERS: readonly Layer[] = [
  { count: 24, words: 2_040 },
  { count: 24, words: 2_040 },
  { count: 48, words: 1_000 },
];

/**
 * The ends of V8's pages of old objects. A page takes memory from the machine only as it fills, so a heap that has settled
 * goes on growing, by some 3 kB a minute, until the last pages that it began are full. So they are filled up once, and
 * given back: what comes later finds them with their memory.
 */
export class PageEnds {
  #layers: number[][][] = [];
  #isGivenBack = false;

  /**
   * Lays one layer, and after the last gives all of them back, to be taken by the next collection of old objects; further
   * steps do nothing. What one step laid is to be old before the next: the quick collector has come by twice, and the other
   * one not in between, which would lay it into pages of its own.
   */
  step(): void {
    if (this.#isGivenBack) return;
    const next = LAYERS[this.#layers.length];
    if (next !== undefined) {
      this.#layers.push(laid(next));
      return;
    }
    this.#isGivenBack = true;
    this.#layers = [];
  }
}

function laid({ count, words }: Layer): number[][] {
  return Array.from({ length: count }, (_, index) => new Array<number>(words).fill(index));
}

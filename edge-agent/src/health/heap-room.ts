interface Layer {
  count: number;
  /** Of 8 bytes. */
  words: number;
}

/** 2 MB that later make the room. */
const PIECES: Layer = { count: 2_000, words: 128 };
/** Of each five pieces side by side so many stay: where V8 moves quickly it clears a page out that is half empty. */
const STAYING = 3;
const OUT_OF = 5;
/**
 * For what is left empty, most often 24 kB at the end of a page; 1.3 MB in all. V8 looks for a gap first among those of at
 * least the next power of two bytes, the smallest first, and takes what it finds elsewhere only then: so what is to go
 * into a gap of 16 to 32 kB is a little smaller than 16. Each layer leaves smaller gaps to the next.
 */
const FILLINGS: readonly Layer[] = [
  { count: 24, words: 2_040 },
  { count: 48, words: 1_000 },
  { count: 2_000, words: 32 },
];

/**
 * Room for old objects that come and go. A page of V8's heap takes memory from the machine only as it fills, so a heap
 * that has settled goes on growing for as long as its last page fills, by some 16 kB a minute, and then begins on the
 * next. So pieces are put there, the gaps that they leave are filled, and then some are taken out again: what comes later
 * finds holes that have their memory already.
 */
export class HeapRoom {
  #layers: number[][][] = [];
  #isOpen = false;

  /**
   * Lays the pieces, then one layer of fillings a step, then leaves 0.8 MB in holes of 2 kB and all that the fillings held to
   * others, from the next collection of old objects on; further steps do nothing. What one step laid is to be old before the
   * next: the quick collector has come by twice, and the other one not in between, which would lay it into pages of its own.
   */
  step(): void {
    if (this.#isOpen) return;
    const next = [PIECES, ...FILLINGS][this.#layers.length];
    if (next !== undefined) this.#layers.push(laid(next));
    else this.#open();
  }

  #open(): void {
    this.#isOpen = true;
    const [pieces = []] = this.#layers;
    this.#layers = [pieces.filter((_, index) => index % OUT_OF < STAYING)];
  }
}

function laid({ count, words }: Layer): number[][] {
  return Array.from({ length: count }, (_, index) => new Array<number>(words).fill(index));
}

/** How many pieces, and of how many words of 8 bytes: 2 MB. */
const PIECES = 2_000;
const PIECE_WORDS = 128;
/** Of each five pieces side by side so many stay: where V8 moves quickly it clears a page out that is half empty. */
const STAYING = 3;
const OUT_OF = 5;
/** Smaller ones, for what the pieces left empty at the ends of pages: 0.6 MB. */
const FILLINGS = 2_000;
const FILLING_WORDS = 32;

/**
 * Room for old objects that come and go. A page of V8's heap takes memory from the machine only as it fills, so a heap
 * that has settled goes on growing for as long as its last page fills, by some 16 kB a minute, and then begins on the
 * next. So pieces are put there and some are taken out again: what comes later finds holes that have their memory already.
 */
export class HeapRoom {
  #pieces: number[][] = [];
  #fillings: number[][] = [];

  /** Takes the room. The pieces are among the old objects once the quick collector has come by twice. */
  take(): void {
    this.#pieces = rowsOf(PIECES, PIECE_WORDS);
  }

  /** Fills what is left between the pieces; to be called when these have become old. */
  fill(): void {
    this.#fillings = rowsOf(FILLINGS, FILLING_WORDS);
  }

  /** Leaves it to others: 0.8 MB in holes of 2 kB, from the next collection of old objects on. */
  open(): void {
    this.#pieces = this.#pieces.filter((_, index) => index % OUT_OF < STAYING);
    this.#fillings.length = 0;
  }
}

function rowsOf(count: number, words: number): number[][] {
  return Array.from({ length: count }, (_, index) => new Array<number>(words).fill(index));
}

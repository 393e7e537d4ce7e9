/** Growing pauses between attempts to open the card, ms. */
const PAUSES_MS = [200, 500, 1000, 2000, 5000, 10_000] as const;
/** A card that ran for this long was healthy, ms. */
const HEALTHY_MS = 2000;
/** For this long after it was lost, a healthy card is not waited for longer than this, ms: a plug that was touched. */
const LOOKED_FOR_MS = 60_000;
const LONGEST_QUICK_PAUSE_MS = 500;

/**
 * When a lost sound card is to be opened again: at once when it is seen to come back, soon when it was healthy,
 * otherwise after growing pauses, since opening it costs a process.
 */
export class Reopening {
  #attempts = 0;
  #dueMono = Number.NEGATIVE_INFINITY;
  #healthyMono = Number.NEGATIVE_INFINITY;
  #wasThere = true;

  /** The card was lost, or could not be opened, after it had run for `ranMs`. */
  noteLost(nowMono: number, ranMs: number): void {
    if (ranMs >= HEALTHY_MS) {
      this.#attempts = 0;
      this.#healthyMono = nowMono;
    }
    const pause = PAUSES_MS[Math.min(this.#attempts, PAUSES_MS.length - 1)] as number;
    this.#attempts += 1;
    const isLookedFor = nowMono - this.#healthyMono < LOOKED_FOR_MS;
    this.#dueMono = nowMono + (isLookedFor ? Math.min(pause, LONGEST_QUICK_PAUSE_MS) : pause);
  }

  /** Whether to open it now. `isThere`: the system shows the card; undefined where nobody knows. */
  isDue(nowMono: number, isThere: boolean | undefined): boolean {
    const hasComeBack = isThere === true && !this.#wasThere;
    this.#wasThere = isThere ?? true;
    if (hasComeBack) this.#attempts = 0;
    return hasComeBack || nowMono >= this.#dueMono;
  }
}

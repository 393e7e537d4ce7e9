/** One reading of the amplifier beside the programme of the same moment. */
export interface HeardSample {
  /** Output current over the window of the amplifier, mA. */
  currentMa: number;
  /** Level of the programme over the same window, dBFS. */
  levelDbfs: number;
  /** Time that this sample stands for, ms. */
  ms: number;
}

/** Programme above this level must show in the current; below the other it must not. Speech moves across both. */
const LOUD_DBFS = -30;
const QUIET_DBFS = -55;
/** Rise over the idle current that proves sound, mA; less is the amplifier's own restlessness. */
const LEAST_RISE_MA = 2.5;
/** Share of loud samples that must show a rise for a period to count as heard. */
const ENOUGH = 0.5;
/** Loud programme without current for this long is a fault, ms. */
const SILENT_AFTER_MS = 3000;
/** How quickly the idle current follows quiet moments. */
const IDLE_STEP = 0.3;

/**
 * Judges whether sound left the amplifier: its current must rise above idle whenever the programme is loud. A current
 * that is always the same, however high, proves nothing.
 */
export class HeardMeter {
  #idleMa = 0;
  #loud = 0;
  #heard = 0;
  #verdict = false;
  #isLastHeard = false;
  #silentMs = 0;

  /** Takes a sample; returns how much of its time counts as heard, ms. */
  note({ currentMa, levelDbfs, ms }: HeardSample): number {
    if (levelDbfs < QUIET_DBFS) this.#idleMa += (currentMa - this.#idleMa) * IDLE_STEP;
    if (levelDbfs >= LOUD_DBFS) this.#noteLoud(currentMa - this.#idleMa >= LEAST_RISE_MA, ms);
    // Pauses between words belong to the sentence around them.
    return this.#isLastHeard ? ms : 0;
  }

  /** A broadcast begins: nothing of it has been heard yet. */
  begin(): void {
    this.#loud = 0;
    this.#heard = 0;
    this.#verdict = false;
    this.#isLastHeard = false;
    this.#silentMs = 0;
  }

  /** Whether sound was measured in the period that ends now; a period without loud programme says what was last known. */
  takePeriod(): boolean {
    if (this.#loud > 0) this.#verdict = this.#heard / this.#loud >= ENOUGH;
    this.#loud = 0;
    this.#heard = 0;
    return this.#verdict;
  }

  /** Whether sound has been measured most lately; for whoever cannot wait for the end of the period. */
  get isHeard(): boolean {
    return this.#loud > 0 ? this.#heard / this.#loud >= ENOUGH : this.#verdict;
  }

  /** Whether loud programme has been without current for so long that something is broken. */
  get isSilent(): boolean {
    return this.#silentMs >= SILENT_AFTER_MS;
  }

  #noteLoud(isHeard: boolean, ms: number): void {
    this.#loud += 1;
    if (isHeard) this.#heard += 1;
    this.#isLastHeard = isHeard;
    this.#silentMs = isHeard ? 0 : this.#silentMs + ms;
  }
}

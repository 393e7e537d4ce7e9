/** What each underrun adds to the lead, and at most, ms. */
const STEP_MS = 30;
const MOST_EXTRA_MS = 90;
/** An underrun is forgotten after this time, ms. */
const MEMORY_MS = 60_000;

export interface LeadSettings {
  /** While a live broadcast sounds or is about to: time that retransmission would miss. */
  liveMs: number;
  /** Otherwise: what is stored loses nothing by being written early, and a busy processor does it no harm. */
  calmMs: number;
}

/**
 * How much sound is to lie in the card. Live speech keeps it short, and lengthens it for a minute after the card ran
 * dry, since a processor that was late once will be late again.
 */
export class Lead {
  readonly #settings: LeadSettings;
  #underruns: number[] = [];

  constructor(settings: LeadSettings) {
    this.#settings = settings;
  }

  noteUnderrun(nowMono: number): void {
    this.#underruns = [...this.#recent(nowMono), nowMono];
  }

  wantedMs(isLive: boolean, nowMono: number): number {
    const { liveMs, calmMs } = this.#settings;
    const extraMs = Math.min(MOST_EXTRA_MS, STEP_MS * this.#recent(nowMono).length);
    return isLive ? liveMs + extraMs : Math.max(calmMs, liveMs);
  }

  #recent(nowMono: number): number[] {
    return this.#underruns.filter((atMono) => nowMono - atMono < MEMORY_MS);
  }
}

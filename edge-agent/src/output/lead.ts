import type { LatencyProfile } from '@loa/protocol';

/** What each underrun adds to the lead, and at most, ms. */
const STEP_MS = 30;
const MOST_EXTRA_MS = 90;
/** The sturdy profile is written in shorter blocks: so much earlier, its last frame is still written no earlier, ms. */
const STURDY_MORE_MS = 40;
/** An underrun is forgotten after this time, ms. */
const MEMORY_MS = 60_000;

export interface LeadSettings {
  /** While a live broadcast sounds or is about to: time that retransmission would miss. */
  liveMs: number;
  /** While a stored broadcast sounds: it loses nothing by being written early, and a busy processor does it no harm. */
  storedMs: number;
}

/** What has the turn: a live broadcast, or one that is announced, by its profile; a stored one; nobody. */
export type Sounding = LatencyProfile | 'stored' | 'nothing';

/**
 * How much sound is to lie in the card. Live speech keeps it short, and lengthens it for a minute after the card ran
 * dry, since a processor that was late once will be late again. So does silence: a live broadcast that is announced
 * late must not find its first syllable written over.
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

  wantedMs(sounding: Sounding, nowMono: number): number {
    const { liveMs, storedMs } = this.#settings;
    const extraMs = Math.min(MOST_EXTRA_MS, STEP_MS * this.#recent(nowMono).length);
    if (sounding === 'stored') return Math.max(storedMs, liveMs);
    return liveMs + extraMs + (sounding === 'sturdy' ? STURDY_MORE_MS : 0);
  }

  #recent(nowMono: number): number[] {
    return this.#underruns.filter((atMono) => nowMono - atMono < MEMORY_MS);
  }
}

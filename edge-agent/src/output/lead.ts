import type { LatencyProfile } from '@loa/protocol';

/** What each underrun adds to the lead, and at most, ms. */
const STEP_MS = 30;
const MOST_EXTRA_MS = 90;
/** An underrun is forgotten after this time, ms. */
const MEMORY_MS = 60_000;

export interface LeadSettings {
  /** While a live broadcast sounds or is about to: time that retransmission would miss. */
  liveMs: number;
  /**
   * While a stored broadcast sounds, or a live one of the sturdy profile: the one loses nothing by being written early, the
   * other hardly anything of its second and a half, and a busy processor does them no harm.
   */
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
    const isPatient = sounding === 'stored' || sounding === 'sturdy';
    return isPatient ? Math.max(storedMs, liveMs) : liveMs + extraMs;
  }

  #recent(nowMono: number): number[] {
    return this.#underruns.filter((atMono) => nowMono - atMono < MEMORY_MS);
  }
}

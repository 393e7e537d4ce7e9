import { RecentShare } from './recent-share.ts';
import type { RoundTrip } from './round-trip.ts';

/** Time before the deadline that an answer needs for being opened and decoded, ms. */
const MARGIN_MS = 5;

/** Gap between an ask and its copy on a lossy line, ms: long enough that one burst of loss does not take both. */
const COPY_AFTER_MS = 12;

/** mediasoup does not send a packet again within the round trip that it assumes until our reports tell it better. */
const SERVER_GUESS_MS = 105;

/** mediasoup keeps audio for a second; older packets cannot be asked for. */
const KEPT_MS = 1_000;

/** Packets that are waited for at most: two seconds of them. A line that skips more has other troubles. */
const MOST_MISSING = 100;

/** Rounds of asks over which the way back is judged, and the share without an answer from which it counts as lossy. */
const JUDGED_ROUNDS = 16;
const MANY_UNANSWERED = 0.15;

interface Missing {
  /** When to ask next (monotonic ms). */
  askAtMono: number;
  /** When the packet is to sound (monotonic ms). */
  neededAtMono: number;
  noticedAtMono: number;
  firstAskedAtMono: number | undefined;
  asks: number;
  /** An ask is out, and its answer has had no time yet to be late. */
  isWaiting: boolean;
}

/** What an arrival meant: an answer to our ask, or a packet that had only been overtaken. */
export type Arrival = 'answered' | 'reordered' | 'unexpected';

/**
 * Decides when to ask for a missing packet: at once when the gap shows, again after a round trip without an answer, and
 * never when the answer would come too late to sound.
 */
export class NackScheduler {
  readonly #roundTrip: RoundTrip;
  readonly #missing = new Map<number, Missing>();
  #isLineLossy = false;
  /** How many of the last rounds of asks nothing answered in time. */
  readonly #unanswered = new RecentShare(JUDGED_ROUNDS);
  #serverKnowsRoundTrip = false;

  constructor(roundTrip: RoundTrip) {
    this.#roundTrip = roundTrip;
  }

  /** Packets that are missing and could still be in time. */
  get size(): number {
    return this.#missing.size;
  }

  /** The line loses packets on their way here; most such lines lose asks as well. */
  setLossy(isLossy: boolean): void {
    this.#isLineLossy = isLossy;
  }

  /** The server has had a report that lets it know the round trip; before, it ignores quick repetitions. */
  noteServerKnowsRoundTrip(): void {
    this.#serverKnowsRoundTrip = true;
  }

  /** A gap showed: `sequence` (unwrapped) has not come. */
  missing(sequence: number, neededAtMono: number, nowMono: number): void {
    const missing = {
      askAtMono: nowMono,
      neededAtMono,
      noticedAtMono: nowMono,
      firstAskedAtMono: undefined,
      asks: 0,
      isWaiting: false,
    };
    if (!this.#missing.has(sequence)) this.#missing.set(sequence, missing);
    if (this.#missing.size > MOST_MISSING) this.#forgetOldest();
  }

  /** A packet below the highest came. */
  arrived(sequence: number, nowMono: number): Arrival {
    const missing = this.#missing.get(sequence);
    if (missing === undefined) return 'unexpected';
    this.#missing.delete(sequence);
    const { firstAskedAtMono, asks } = missing;
    const waitedMs = nowMono - (firstAskedAtMono ?? nowMono);
    // Nothing answers in less than half of the time that a round trip takes.
    if (firstAskedAtMono === undefined || waitedMs < (this.#roundTrip.ms ?? 0) / 2) return 'reordered';
    if (asks === 1) this.#roundTrip.guessed(waitedMs);
    if (missing.isWaiting) this.#unanswered.note(false);
    return 'answered';
  }

  /** The packet came by another way: it need not be asked for any more. */
  found(sequence: number): void {
    this.#missing.delete(sequence);
  }

  /** Sequence numbers to ask for now, oldest first. Forgets those whose moment has passed. */
  due(nowMono: number): number[] {
    const due: number[] = [];
    for (const [sequence, missing] of this.#missing) {
      if (nowMono > missing.neededAtMono) this.#missing.delete(sequence);
      else if (missing.askAtMono <= nowMono && this.#ask(missing, nowMono)) due.push(sequence);
    }
    return due.sort((a, b) => a - b);
  }

  /** When `due` should be asked again (monotonic ms); undefined when nothing is to be asked for. */
  nextDueMono(): number | undefined {
    let next = Number.POSITIVE_INFINITY;
    for (const { askAtMono } of this.#missing.values()) next = Math.min(next, askAtMono);
    return Number.isFinite(next) ? next : undefined;
  }

  /** Forgets all: the stream has started over. */
  clear(): void {
    this.#missing.clear();
  }

  #forgetOldest(): void {
    for (const oldest of this.#missing.keys()) {
      this.#missing.delete(oldest);
      return;
    }
  }

  // Where an answer would come too late, one that is already under way is still waited for.
  #ask(missing: Missing, nowMono: number): boolean {
    if (missing.isWaiting) this.#unanswered.note(true);
    missing.isWaiting = false;
    const answerAtMono = nowMono + (this.#roundTrip.ms ?? 0) + MARGIN_MS;
    if (answerAtMono > missing.neededAtMono || nowMono - missing.noticedAtMono > KEPT_MS) {
      missing.askAtMono = Number.POSITIVE_INFINITY;
      return false;
    }
    missing.firstAskedAtMono ??= nowMono;
    missing.asks += 1;
    const isCopyNext = this.#isLossy && missing.asks === 1;
    missing.isWaiting = !isCopyNext;
    missing.askAtMono = nowMono + (isCopyNext ? COPY_AFTER_MS : this.#retryMs());
    return true;
  }

  /** On a lossy line, or where asks stay without an answer, every first ask is sent twice. */
  get #isLossy(): boolean {
    return this.#isLineLossy || this.#unanswered.value >= MANY_UNANSWERED;
  }

  #retryMs(): number {
    return Math.max(this.#roundTrip.timeoutMs, this.#serverKnowsRoundTrip ? 0 : SERVER_GUESS_MS);
  }
}

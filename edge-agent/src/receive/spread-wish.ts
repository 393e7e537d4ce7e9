import type { ReceiverNumbers } from '@loa/protocol';
import { NumberTable } from '../number-table.ts';

/** Span over which the line is judged to be bad, and to be good again, ms. */
const BAD_SPAN_MS = 4_000;
const GOOD_SPAN_MS = 60_000;
/** Readings are taken no oftener than this, ms. */
const READING_MS = 500;
const MOST_READINGS = (GOOD_SPAN_MS + BAD_SPAN_MS) / READING_MS + 1;
/** Shares of the packets sent, 0 to 1: lost at first, and not there when they had to sound. */
const MANY_LOST = 0.1;
const FEW_LOST = 0.03;
const MANY_MISSED = 0.005;
/** Fewer packets than this are chance. */
const LEAST_MISSED = 2;

type Counted = Pick<ReceiverNumbers, 'received' | 'lost' | 'recoveredByFec' | 'concealed'>;

interface Reading {
  atMono: number;
  sent: number;
  lost: number;
  missed: number;
}

/**
 * Decides from the receiver's own numbers whether its packets should come twice: a second copy, spread over time, is of
 * use against bursts of loss, and costs the line as much again. Says yes within seconds, and no after a good minute.
 */
export class SpreadWish {
  readonly #readings = new NumberTable(MOST_READINGS, ['atMono', 'sent', 'lost', 'missed']);
  #isWanted = false;
  #decidedMono = Number.NEGATIVE_INFINITY;

  get isWanted(): boolean {
    return this.#isWanted;
  }

  /** Takes the counters of the moment; `undefined` when no broadcast is received, which changes nothing. */
  observe(counted: Counted | undefined, nowMono: number): void {
    if (counted === undefined) {
      this.#readings.clear();
      return;
    }
    const last = this.#readings.at(-1);
    if (last !== undefined && nowMono - last.atMono < READING_MS) return;
    const reading = readingOf(counted, nowMono);
    // Counters that went back belong to another broadcast.
    if (reading.sent < (last?.sent ?? 0)) this.#readings.clear();
    while (nowMono - this.#readings.value(0, 'atMono') > GOOD_SPAN_MS + BAD_SPAN_MS) this.#readings.shift();
    this.#readings.push(reading);
    this.#decide(reading);
  }

  #decide(now: Reading): void {
    if (!this.#isWanted) this.#set(this.#isBad(now), now.atMono);
    else if (this.#hasSeenEnough(now)) this.#set(!this.#isGood(now), now.atMono);
  }

  /** A good minute since the decision, and all of it within one broadcast. */
  #hasSeenEnough({ atMono }: Reading): boolean {
    const since = Math.max(this.#decidedMono, this.#readings.at(0)?.atMono ?? atMono);
    return atMono - since >= GOOD_SPAN_MS;
  }

  #set(isWanted: boolean, nowMono: number): void {
    if (isWanted !== this.#isWanted) this.#decidedMono = nowMono;
    this.#isWanted = isWanted;
  }

  #isBad(now: Reading): boolean {
    const { lost, missed } = this.#sharesSince(now, BAD_SPAN_MS);
    return lost >= MANY_LOST || missed >= MANY_MISSED;
  }

  #isGood(now: Reading): boolean {
    const { lost, missed } = this.#sharesSince(now, GOOD_SPAN_MS);
    return lost < FEW_LOST && missed < MANY_MISSED;
  }

  #firstSince(mono: number): Reading | undefined {
    let index = 0;
    while (this.#readings.value(index, 'atMono') < mono) index += 1;
    return this.#readings.at(index);
  }

  #sharesSince(now: Reading, spanMs: number): { lost: number; missed: number } {
    const from = this.#firstSince(now.atMono - spanMs) ?? now;
    const sent = now.sent - from.sent;
    // Half a second of packets is too little to judge by, and the one that the beginning cost is no habit.
    if (sent < 25) return { lost: 0, missed: 0 };
    const lost = now.lost - from.lost;
    // What was on its way and came too late, because the line or this machine dallied, a later copy does not bring sooner.
    const missed = Math.min(now.missed - from.missed, lost);
    return { lost: lost / sent, missed: missed < LEAST_MISSED ? 0 : missed / sent };
  }
}

function readingOf({ received, lost, recoveredByFec, concealed }: Counted, atMono: number): Reading {
  return { atMono, sent: received + lost, lost, missed: recoveredByFec + concealed };
}

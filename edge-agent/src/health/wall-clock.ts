import { NumberTable } from '../number-table.ts';
import { CrystalRate } from './crystal-rate.ts';

/** One exchange of four timestamps (RFC 4330 section 5). */
export interface TimeExchange {
  /** When the question left and the answer came, monotonic ms of this program. */
  sentMono: number;
  gotMono: number;
  /** When the server got the question and answered, Unix ms. */
  receivedAt: number;
  answeredAt: number;
}

/** What one exchange proves: the server's wall clock minus our monotonic one lies between the two, ms. */
interface Bounds {
  least: number;
  most: number;
  atMono: number;
}

/** Bounds as wide as the crystals may have made them since. */
interface AgedBounds {
  least: number;
  most: number;
  /** By how much each of the two was moved outwards, ms. */
  unsure: number;
}

const NO_BOUNDS: AgedBounds = {
  least: Number.NEGATIVE_INFINITY,
  most: Number.POSITIVE_INFINITY,
  unsure: 0,
};

/** Exchanges whose bounds are held against each other. */
export const MEMORY = 64;
/** How fast a time that was kept over a restart may go wrong, ms per ms. */
const DRIFT = 50e-6;
/** What a clock that the machine's own time service vouches for may be off by, ms: half of a slow mobile round trip. */
const SYSTEM_ERROR_MS = 50;
/** Share of the exchanges that are asked what they say together, and by how much the best bounds may depart from it, ms. */
const AGREEING_SHARE = 0.25;
/** Fewer exchanges have no common word. */
const LEAST_AGREEING = 16;
const LEAST_TOLERANCE_MS = 0.3;
/** Bounds that contradict the newest by more than this were found before the server's clock was set, ms. */
const CONTRADICTION_MS = 1;
/** Without any exchange the clock stays known for this long, ms. */
export const KNOWN_FOR_MS = 24 * 3_600_000;

/**
 * The server's wall clock as this pole knows it: the monotonic clock plus an offset. Every exchange bounds the offset
 * from both sides, since no way takes less than no time, and what a queue adds it adds to one bound only. The quickest
 * way there and the quickest way back, of whichever exchanges, are the narrowest bounds; their middle is believed.
 */
export class WallClock {
  readonly #rate = new CrystalRate();
  #offset: number;
  #offsetAtMono: number;
  readonly #known = new NumberTable(MEMORY, ['least', 'most', 'atMono']);
  #goodAtMono: number | undefined;
  #fallbackErrorMs = 0;

  /** Begins with the machine's own wall clock, which is not known to be right. */
  constructor(systemNow: number, mono: number) {
    this.#offset = systemNow - mono;
    this.#offsetAtMono = mono;
  }

  /** The server's wall clock at a monotonic moment, Unix ms with fractions. Steps a little with better knowledge. */
  at(mono: number): number {
    return mono + this.#offset + (mono - this.#offsetAtMono) * this.#rate.value;
  }

  /** Whether the time is known to be right: a schedule may start by it. */
  isKnown(mono: number): boolean {
    return this.#goodAtMono !== undefined && mono - this.#goodAtMono < KNOWN_FOR_MS;
  }

  /** Bound of the error, ms; grows while nobody is asked. */
  errorMs(mono: number): number {
    if (this.#known.length > 0) {
      const { least, most } = this.#intersection(mono);
      return Math.max(0, most - least) / 2;
    }
    return this.#fallbackErrorMs + Math.max(0, mono - (this.#goodAtMono ?? mono)) * DRIFT;
  }

  /** By how much a usual exchange is slower than the quickest ways together, ms: what the line's queues add. */
  get jitterMs(): number {
    const newest = this.#known.at(-1);
    if (newest === undefined) return 0;
    const { least, most } = this.#intersection(newest.atMono);
    const delays = this.#known
      .all()
      .map((each) => each.most - each.least)
      .sort((a, b) => a - b);
    return Math.max(0, (delays[delays.length >> 1] as number) - (most - least));
  }

  /** Exchanges within `ms` before a monotonic moment that are remembered. */
  exchangesWithin(ms: number, mono: number): number {
    return this.#known.all().filter(({ atMono }) => mono - atMono <= ms).length;
  }

  /** Takes an exchange with the server. An answer from before the question is refused: false. */
  observe({ sentMono, gotMono, receivedAt, answeredAt }: TimeExchange): boolean {
    const newest = { least: answeredAt - gotMono, most: receivedAt - sentMono, atMono: gotMono };
    if (!(newest.most >= newest.least) || answeredAt < receivedAt) return false;
    const agreeing = this.#known.all().filter((each) => this.#agree(each, newest));
    if (agreeing.length < this.#known.length) this.#rate.noteStep();
    this.#known.clear();
    for (const bounds of [...agreeing, newest]) this.#known.push(bounds);
    this.#goodAtMono = gotMono;
    this.#set(this.#believed(gotMono), gotMono);
    const { least, most } = this.#intersection(gotMono);
    this.#rate.observe(this.#offset, (most - least) / 2, gotMono);
    return true;
  }

  /** Takes the offset that was right `ageMs` ago, kept from an earlier run since the machine started. */
  restore(offset: number, ageMs: number, errorMs: number, mono: number): void {
    this.#goodAtMono = mono - ageMs;
    this.#fallbackErrorMs = errorMs + ageMs * DRIFT;
    this.#set(offset, mono);
  }

  /**
   * Follows the machine's own clock; `isRight` when its time service vouches for it. The server's word goes before it for
   * as long as it keeps the time known, and what was once known before a clock that nobody vouches for.
   */
  followSystem(systemNow: number, mono: number, isRight: boolean): void {
    const hasWord = this.#known.length > 0 && this.isKnown(mono);
    if (hasWord || (!isRight && this.#goodAtMono !== undefined)) return;
    if (isRight) {
      this.#forgetServer();
      this.#goodAtMono = mono;
      this.#fallbackErrorMs = SYSTEM_ERROR_MS;
    }
    this.#set(systemNow - mono, mono);
  }

  /** Server's clock minus the monotonic clock, ms; undefined while unknown. */
  knownOffset(mono: number): number | undefined {
    return this.isKnown(mono) ? this.at(mono) - mono : undefined;
  }

  /** When the time was last proved right, monotonic ms; undefined before. */
  get provedAt(): number | undefined {
    return this.#goodAtMono;
  }

  #forgetServer(): void {
    if (this.#known.length > 0) this.#rate.noteStep();
    this.#known.clear();
  }

  #set(offset: number, mono: number): void {
    this.#offset = offset;
    this.#offsetAtMono = mono;
  }

  /** The narrowest bounds of all, each as wide as its age makes it at `mono`. */
  #intersection(mono: number): { least: number; most: number } {
    const { least, most } = this.#narrowest(mono);
    return { least: least.least, most: most.most };
  }

  /**
   * The middle of the narrowest bounds as they were, not as wide as their age may have made them: else one new bound
   * from a line that changed in between would move the clock by half of what the other one has aged. Where they have
   * passed each other the crystals have, and the younger bound tells more.
   */
  #believed(mono: number): number {
    const { least, most } = this.#narrowest(mono);
    const [from, to] = [least.least + least.unsure, most.most - most.unsure];
    const unsure = least.unsure + most.unsure;
    const hasPassed = from > to && unsure > 0;
    const middle = hasPassed ? (from * most.unsure + to * least.unsure) / unsure : (from + to) / 2;
    if (this.#known.length < LEAST_AGREEING) return middle;
    const { median, tolerance } = this.#agreed(mono);
    const agreed = Math.max(median - tolerance, Math.min(median + tolerance, middle));
    return Math.max(least.least, Math.min(most.most, agreed));
  }

  /**
   * What the narrowest quarter of the exchanges, each with its own middle, say together. A single way that was quicker
   * than all others, because the line changed while it was asked, may not lead away from them.
   */
  #agreed(mono: number): { median: number; tolerance: number } {
    const narrow = this.#known
      .all()
      .map((each) => this.#aged(each, mono))
      .sort((one, other) => one.most - one.least - (other.most - other.least))
      .slice(0, Math.ceil(this.#known.length * AGREEING_SHARE));
    const middles = narrow.map(({ least, most }) => (least + most) / 2);
    const median = medianOf(middles);
    const spread = medianOf(middles.map((middle) => Math.abs(middle - median)));
    return { median, tolerance: LEAST_TOLERANCE_MS + (3 * spread) / Math.sqrt(middles.length) };
  }

  #narrowest(mono: number): { least: AgedBounds; most: AgedBounds } {
    let least = NO_BOUNDS;
    let most = NO_BOUNDS;
    for (const each of this.#known.all()) {
      const aged = this.#aged(each, mono);
      if (aged.least > least.least) least = aged;
      if (aged.most < most.most) most = aged;
    }
    return { least, most };
  }

  #aged({ least, most, atMono }: Bounds, mono: number): AgedBounds {
    const age = Math.max(0, mono - atMono);
    const [moved, unsure] = [age * this.#rate.value, age * this.#rate.error];
    return { least: least + moved - unsure, most: most + moved + unsure, unsure };
  }

  #agree(old: Bounds, { least, most, atMono }: Bounds): boolean {
    const aged = this.#aged(old, atMono);
    return aged.least - CONTRADICTION_MS <= most && least <= aged.most + CONTRADICTION_MS;
  }
}

function medianOf(values: readonly number[]): number {
  const ascending = [...values].sort((a, b) => a - b);
  const [low, high] = [ascending[(ascending.length - 1) >> 1], ascending[ascending.length >> 1]];
  return ((low ?? NaN) + (high ?? NaN)) / 2;
}

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

/** Exchanges whose bounds are held against each other. */
export const MEMORY = 64;
/** How fast a time that was kept over a restart may go wrong, ms per ms. */
const DRIFT = 50e-6;
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
  #known: Bounds[] = [];
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
    const delays = this.#known.map((each) => each.most - each.least).sort((a, b) => a - b);
    return Math.max(0, (delays[delays.length >> 1] as number) - (most - least));
  }

  /** Exchanges within `ms` before a monotonic moment that are remembered. */
  exchangesWithin(ms: number, mono: number): number {
    return this.#known.filter(({ atMono }) => mono - atMono <= ms).length;
  }

  /** Takes an exchange with the server. An answer from before the question is refused: false. */
  observe({ sentMono, gotMono, receivedAt, answeredAt }: TimeExchange): boolean {
    const newest = { least: answeredAt - gotMono, most: receivedAt - sentMono, atMono: gotMono };
    if (!(newest.most >= newest.least) || answeredAt < receivedAt) return false;
    const agreeing = this.#known.filter((each) => this.#agree(each, newest));
    if (agreeing.length < this.#known.length) this.#rate.noteStep();
    this.#known = [...agreeing, newest].slice(-MEMORY);
    this.#goodAtMono = gotMono;
    const { least, most } = this.#intersection(gotMono);
    this.#set((least + most) / 2, gotMono);
    this.#rate.observe(this.#offset, (most - least) / 2, gotMono);
    return true;
  }

  /** Takes the offset that was right `ageMs` ago, kept from an earlier run since the machine started. */
  restore(offset: number, ageMs: number, errorMs: number, mono: number): void {
    this.#goodAtMono = mono - ageMs;
    this.#fallbackErrorMs = errorMs + ageMs * DRIFT;
    this.#set(offset, mono);
  }

  /** Follows the machine's own clock; `isRight` when its time service vouches for it. Ignored after an exchange. */
  followSystem(systemNow: number, mono: number, isRight: boolean): void {
    if (this.#known.length > 0 || (!isRight && this.#goodAtMono !== undefined)) return;
    if (isRight) this.#goodAtMono = mono;
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

  #set(offset: number, mono: number): void {
    this.#offset = offset;
    this.#offsetAtMono = mono;
  }

  /** The narrowest bounds of all, each as wide as its age makes it at `mono`. */
  #intersection(mono: number): { least: number; most: number } {
    let least = Number.NEGATIVE_INFINITY;
    let most = Number.POSITIVE_INFINITY;
    for (const each of this.#known) {
      const aged = this.#aged(each, mono);
      least = Math.max(least, aged.least);
      most = Math.min(most, aged.most);
    }
    return { least, most };
  }

  #aged({ least, most, atMono }: Bounds, mono: number): { least: number; most: number } {
    const age = Math.max(0, mono - atMono);
    const [moved, unsure] = [age * this.#rate.value, age * this.#rate.error];
    return { least: least + moved - unsure, most: most + moved + unsure };
  }

  #agree(old: Bounds, { least, most, atMono }: Bounds): boolean {
    const aged = this.#aged(old, atMono);
    return aged.least - CONTRADICTION_MS <= most && least <= aged.most + CONTRADICTION_MS;
  }
}

/** How a line is; `wansim.c` explains every key. Both directions alike. */
export interface LineKeys {
  /** Delay of one way, ms. */
  delay?: number;
  /** Further delay, exponential with this mean, ms. */
  jitter?: number;
  /** Lost packets, per cent. */
  loss?: number;
  /** Mean length of a row of lost packets. */
  burst?: number;
  /** Bottleneck, kbit/s; 0 for none. */
  rate?: number;
  /** Longest wait for the bottleneck, ms. */
  queue?: number;
}

/** A line without faults: what a key is when it is not named. */
const FAULTLESS: Required<LineKeys> = { delay: 0, jitter: 0, loss: 0, burst: 1, rate: 0, queue: 400 };

/** RTT 80 ms. */
const FAR = { delay: 40 };

/** The lines on which receivers are compared, losses in both directions; `none` is for reference. */
export const LINES = {
  none: FAR,
  loss5: { ...FAR, loss: 5 },
  loss10: { ...FAR, loss: 10 },
  loss20: { ...FAR, loss: 20 },
  loss10burst5: { ...FAR, loss: 10, burst: 5 },
  loss20burst5: { ...FAR, loss: 20, burst: 5 },
  /** 4G in a storm. */
  storm: { delay: 80, jitter: 40, loss: 20, burst: 5, rate: 256, queue: 2000 },
} as const satisfies Record<string, LineKeys>;

export type LineName = keyof typeof LINES;

export function isLineName(word: string): word is LineName {
  return Object.hasOwn(LINES, word);
}

/** The keys as `wansim` reads them; those that are not named become faultless again. */
export function wordsOf(keys: LineKeys): string {
  const entries = Object.entries({ ...FAULTLESS, ...keys });
  return entries.map(([key, value]) => `${key}=${value}`).join(' ');
}

/** What one direction of a line has carried since it was made: packets, and bytes with their IP headers. */
export interface LineCounters {
  seen: number;
  passed: number;
  lost: number;
  cut: number;
  overflow: number;
  bytes: number;
  queued: number;
}

/** Reads one line of `stats`, such as `ab seen=3 passed=2 …`; undefined for any other line. */
export function readCounters(text: string): { direction: 'ab' | 'ba'; counters: LineCounters } | undefined {
  const [direction, ...words] = text.trim().split(' ');
  if (direction !== 'ab' && direction !== 'ba') return undefined;
  const entries = words.map((word) => word.split('=')).map(([key, value]) => [key, Number(value)] as const);
  return { direction, counters: Object.fromEntries(entries) as unknown as LineCounters };
}

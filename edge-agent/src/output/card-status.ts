/** What an ALSA status file tells (`/proc/asound/cardN/pcmNp/subN/status`). */
export interface CardStatus {
  /** RUNNING, PREPARED, XRUN, … as ALSA writes it. */
  state: string;
  /** Time of the two counters, seconds; wall clock or monotonic, see `isWallTime`. */
  tstampS: number;
  /** Frames that have left the card, and frames that its owner has handed to it. */
  hwPtr: number;
  applPtr: number;
}

/** The fields in the order in which Linux writes them (`sound/core/pcm.c`); one expression, for it is read all the time. */
const FIELDS = /^state\s*: (\w+)\n[^]*?^tstamp\s*: (\d+\.\d+)\n[^]*?^hw_ptr\s*: (\d+)\nappl_ptr\s*: (\d+)\n/m;

/** Reads the text of a status file; undefined while the card is closed or the text is not whole. */
export function parseCardStatus(text: string): CardStatus | undefined {
  const [, state, tstamp, hwPtr, applPtr] = FIELDS.exec(text) ?? [];
  if (state === undefined) return undefined;
  return { state, tstampS: Number(tstamp), hwPtr: Number(hwPtr), applPtr: Number(applPtr) };
}

/** Seconds since 1970 are beyond a billion; a machine's uptime stays below it for 31 years. */
export function isWallTime(tstampS: number): boolean {
  return tstampS > 1e9;
}

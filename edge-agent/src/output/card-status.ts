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

/** Reads the text of a status file; undefined while the card is closed or the text is not whole. */
export function parseCardStatus(text: string): CardStatus | undefined {
  const fields = new Map(
    text.split('\n').flatMap((line) => {
      const [, name, value] = /^\s*(\w+)\s*:\s*(.+?)\s*$/.exec(line) ?? [];
      return name === undefined || value === undefined ? [] : [[name, value] as const];
    }),
  );
  const state = fields.get('state');
  const numbers = ['tstamp', 'hw_ptr', 'appl_ptr'].map((name) => Number(fields.get(name) ?? Number.NaN));
  const [tstampS, hwPtr, applPtr] = numbers as [number, number, number];
  return state === undefined || !numbers.every(Number.isFinite)
    ? undefined
    : { state, tstampS, hwPtr, applPtr };
}

/** Seconds since 1970 are beyond a billion; a machine's uptime stays below it for 31 years. */
export function isWallTime(tstampS: number): boolean {
  return tstampS > 1e9;
}

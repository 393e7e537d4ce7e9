/** What decides whether the amplifier is to be on. */
export interface PowerFacts {
  /** When sound is next to come, or comes now (wall ms); Infinity when nothing is known to come. */
  nextSoundAt: number;
  /** When something last sounded or was about to (wall ms); -Infinity before the first. */
  lastSoundAt: number;
  now: number;
  /** The amplifier is switched on this long before sound, and off this long after, ms. */
  leadMs: number;
  tailMs: number;
}

/** Whether the amplifier is to be powered now. */
export function shouldBeOn({ nextSoundAt, lastSoundAt, now, leadMs, tailMs }: PowerFacts): boolean {
  return nextSoundAt - now <= leadMs || now - lastSoundAt < tailMs;
}

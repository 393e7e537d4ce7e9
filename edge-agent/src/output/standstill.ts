/** A card that has sounded nothing for this long although it is fed hangs, ms. */
const HANGS_AFTER_MS = 1000;
/** Whoever has not looked for this long was away himself, and knows nothing of what happened meanwhile, ms. */
const AWAY_MS = 500;

/** Notices that a card which tells its counters has ceased to play what it is given. */
export class Standstill {
  #sounded: number | undefined;
  #movedMono = Number.POSITIVE_INFINITY;
  #lookedMono = Number.NEGATIVE_INFINITY;

  /** The card was opened. It cannot stand still before it has told its counters once. */
  restart(): void {
    this.#sounded = undefined;
    this.#movedMono = Number.POSITIVE_INFINITY;
  }

  /** Takes the frames that have sounded, at every look; undefined when the card says nothing (any more). */
  note(sounded: number | undefined, nowMono: number): void {
    const hasMoved = sounded !== undefined && sounded !== this.#sounded;
    const wasAway = this.#sounded !== undefined && nowMono - this.#lookedMono > AWAY_MS;
    if (hasMoved || wasAway) this.#movedMono = nowMono;
    this.#sounded = sounded ?? this.#sounded;
    this.#lookedMono = nowMono;
  }

  isHanging(nowMono: number): boolean {
    return nowMono - this.#movedMono > HANGS_AFTER_MS;
  }
}

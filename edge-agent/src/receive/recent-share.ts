/** How often something has happened lately, 0 to 1: the longer ago a case was, the less it counts. */
export class RecentShare {
  readonly #weight: number;
  #share = 0;

  /** `cases`: after so many, what was before has faded to a third. */
  constructor(cases: number) {
    this.#weight = 1 / cases;
  }

  get value(): number {
    return this.#share;
  }

  /** So many cases in a row in which it happened, or did not. */
  note(hasHappened: boolean, times = 1): void {
    const target = hasHappened ? 1 : 0;
    this.#share += (target - this.#share) * (1 - (1 - this.#weight) ** times);
  }

  /** One case that was noted as having happened had not. */
  takeBack(): void {
    this.#share = Math.max(0, this.#share - this.#weight);
  }
}

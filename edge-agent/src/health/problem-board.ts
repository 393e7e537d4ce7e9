import type { Problem, ProblemCode } from '@loa/protocol';

/** The pole's ailments of the moment, each since when. */
export class ProblemBoard {
  readonly #problems = new Map<ProblemCode, Problem>();
  readonly #changed: () => void;

  /** `changed` is called when an ailment comes or goes, not when only its detail changes. */
  constructor(changed: () => void = () => undefined) {
    this.#changed = changed;
  }

  /** Shows or takes away an ailment. `at` is wall ms. */
  set(code: ProblemCode, isIll: boolean, at: number, detail = ''): void {
    const known = this.#problems.get(code);
    const wasIll = known !== undefined;
    if (isIll) this.#problems.set(code, { code, since: known?.since ?? at, detail: detail.slice(0, 300) });
    else this.#problems.delete(code);
    if (wasIll !== isIll) this.#changed();
  }

  has(code: ProblemCode): boolean {
    return this.#problems.has(code);
  }

  list(): Problem[] {
    return [...this.#problems.values()];
  }
}

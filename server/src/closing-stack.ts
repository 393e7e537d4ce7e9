type Close = () => Promise<void> | void;

interface Log {
  error(details: object, message: string): void;
}

/** What was started, closed in reverse order; one part that fails does not keep the others open. */
export class ClosingStack {
  readonly #log: Log;
  readonly #parts: { name: string; close: Close }[] = [];
  #closing: Promise<void> | undefined;

  constructor({ log }: { log: Log }) {
    this.#log = log;
  }

  add(name: string, close: Close): void {
    this.#parts.push({ name, close });
  }

  /** Twice is fine: both wait for the same end. */
  close(): Promise<void> {
    this.#closing ??= this.#closeAll();
    return this.#closing;
  }

  async #closeAll(): Promise<void> {
    for (const { name, close } of this.#parts.splice(0).reverse()) {
      try {
        await close();
      } catch (error) {
        this.#log.error({ err: error, part: name }, 'part did not close');
      }
    }
  }
}

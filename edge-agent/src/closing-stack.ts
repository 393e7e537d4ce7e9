type Closer = () => void | Promise<void>;

/** What has been started, to be ended in reverse. */
export class ClosingStack {
  #closers: Closer[] = [];

  push(...closers: Closer[]): void {
    this.#closers.push(...closers);
  }

  /** Ends everything, the last first; one that fails is told and does not keep the others. Twice is fine. */
  async close(onFailure: (error: unknown) => void): Promise<void> {
    const closers = this.#closers.reverse();
    this.#closers = [];
    for (const close of closers) {
      try {
        await close();
      } catch (error) {
        onFailure(error);
      }
    }
  }
}

import type { Clock } from '@loa/protocol';
import type { AuditStore } from './audit-store.ts';

/** One thing that somebody did. */
export interface Deed {
  /** Null for the system itself. */
  accountId: string | null;
  /** Verb with its domain, for example `cluster.revoke`. */
  action: string;
  /** Id of what it was done to. */
  subject: string;
  /** Shown to administrators as it is: no password, no key, no code. */
  details?: object;
}

/** Writes who did what and when, before the deed is answered. */
export class AuditRecorder {
  readonly #store: AuditStore;
  readonly #clock: Clock;

  constructor({ store, clock }: { store: AuditStore; clock: Clock }) {
    this.#store = store;
    this.#clock = clock;
  }

  async record({ accountId, action, subject, details = {} }: Deed): Promise<void> {
    await this.#store.insert({ at: this.#clock.now(), accountId, action, subject, details });
  }
}

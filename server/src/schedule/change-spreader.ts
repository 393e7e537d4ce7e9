import type { Account, Broadcast } from '@loa/protocol';
import { LoaError } from '@loa/protocol';
import type { BroadcastAnnouncer } from './broadcast-announcer.ts';
import type { NewBroadcastRecord } from './broadcast-record.ts';

export interface ChangeSpreaderParts {
  plans: { refresh(clusterIds: readonly string[]): Promise<void> };
  announcer: Pick<BroadcastAnnouncer, 'announce'>;
  audit: {
    record(deed: {
      accountId: string | null;
      action: string;
      subject: string;
      details?: object;
    }): Promise<void>;
  };
  log: { warn(details: object, message: string): void };
}

type Verb = 'create' | 'cancel';

/** After a stored broadcast has changed: the record of deeds, the poles and the screens get to know. */
export class ChangeSpreader {
  readonly #parts: ChangeSpreaderParts;

  constructor(parts: ChangeSpreaderParts) {
    this.#parts = parts;
  }

  /** Does not wait for the broker to take the plans: it may be away, and they are on their way. */
  async spread(account: Account, verb: Verb, record: NewBroadcastRecord): Promise<Broadcast> {
    const { plans, announcer, audit, log } = this.#parts;
    const { id, title, startAt, mediaId, clusterIds } = record;
    plans
      .refresh(clusterIds)
      .catch((error: unknown) => log.warn({ err: error, id }, 'plans were not refreshed'));
    const details = { title, class: record.class, startAt, mediaId, clusters: clusterIds.length };
    await audit.record({ accountId: account.id, action: `broadcast.${verb}`, subject: id, details });
    const view = await announcer.announce(id);
    if (view === undefined) throw new LoaError('internal', { id });
    return view;
  }
}

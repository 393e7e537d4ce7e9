import { LoaError, type Account, type Clock, type SignInRequest } from '@loa/protocol';
import type { AuditRecorder } from '../audit/audit-recorder.ts';
import { accountOf, type AccountStore } from './account-store.ts';
import { isPassword } from './password-link.ts';
import type { SessionKeeper } from './session-keeper.ts';
import { TryLimit } from '../links/try-limit.ts';

const MINUTE_MS = 60_000;
const TRIES_A_MINUTE = 5;

/** Lets people sign in. */
export class SessionOpener {
  readonly #accounts: AccountStore;
  readonly #sessions: SessionKeeper;
  readonly #recorder: AuditRecorder;
  readonly #clock: Clock;
  readonly #limit = new TryLimit({ most: TRIES_A_MINUTE, windowMs: MINUTE_MS });

  constructor(parts: {
    accounts: AccountStore;
    sessions: SessionKeeper;
    recorder: AuditRecorder;
    clock: Clock;
  }) {
    this.#accounts = parts.accounts;
    this.#sessions = parts.sessions;
    this.#recorder = parts.recorder;
    this.#clock = parts.clock;
  }

  /** Throws `access.wrong-password`, or `access.too-many-tries` after five in a minute from one address. */
  async signIn(request: SignInRequest, address: string): Promise<{ account: Account; token: string }> {
    const username = request.username.trim().toLowerCase();
    const key = `${address} ${username}`;
    if (!this.#limit.take(key, this.#clock.mono())) throw new LoaError('access.too-many-tries');
    const row = await this.#accounts.findByName(username);
    const isRight = await isPassword(request.password, row?.passwordHash);
    if (row === undefined || !isRight || row.disabledAt !== null) {
      await this.#recorder.record({
        accountId: row?.id ?? null,
        action: 'session.refused',
        subject: username,
        details: { address },
      });
      throw new LoaError('access.wrong-password');
    }
    this.#limit.clear(key);
    const token = await this.#sessions.open(row.id);
    const account = accountOf(row);
    await this.#recorder.record({
      accountId: row.id,
      action: 'session.open',
      subject: row.id,
      details: { address },
    });
    return { account, token };
  }
}

import { randomUUID } from 'node:crypto';
import {
  LoaError,
  type Account,
  type AccountChange,
  type Clock,
  type NewAccount,
  type SetupRequest,
} from '@loa/protocol';
import type { AuditRecorder } from '../audit/audit-recorder.ts';
import type { AccountRow, AccountStore } from './account-store.ts';
import { faultOfAccount, wouldLeaveNobody } from './account-rules.ts';
import { hashPassword } from './password-link.ts';
import type { SessionKeeper } from './session-keeper.ts';

/** Makes and changes accounts. */
export class AccountKeeper {
  readonly #accounts: AccountStore;
  readonly #sessions: SessionKeeper;
  readonly #recorder: AuditRecorder;
  readonly #clock: Clock;

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

  /** The first administrator, who acts on the whole tree. Throws `access.setup-done` when there is one. */
  async makeFirst({ username, displayName, password }: SetupRequest): Promise<Account> {
    const fields = { username, displayName, password, role: 'administrator', areaId: null } as const;
    const row = await this.#rowOf(fields);
    if (!(await this.#accounts.insertFirst(row))) throw new LoaError('access.setup-done');
    await this.#recorder.record({ accountId: row.id, action: 'account.setup', subject: row.id });
    return this.#mustFind(row.id);
  }

  async make(fields: NewAccount, by: Account): Promise<Account> {
    refuseFault(faultOfAccount(fields));
    if ((await this.#accounts.findByName(fields.username)) !== undefined) {
      throw new LoaError('input.conflict', { field: 'username' });
    }
    const row = await this.#rowOf(fields);
    await this.#accounts.insert(row);
    const details = { username: row.username, role: row.role, areaId: row.areaId };
    await this.#recorder.record({ accountId: by.id, action: 'account.make', subject: row.id, details });
    return this.#mustFind(row.id);
  }

  /** Ends the account's sessions whenever its rights or its password change. */
  async change(id: string, change: AccountChange, by: Account): Promise<Account> {
    const before = await this.#mustFind(id);
    const { password, disabled, ...plain } = change;
    const after = { ...before, ...plain, disabled: disabled ?? before.disabled };
    refuseFault(faultOfAccount(after));
    if (wouldLeaveNobody(await this.#accounts.list(), after)) {
      throw new LoaError('input.conflict', { field: 'role', reason: 'the last administrator' });
    }
    await this.#accounts.update(id, {
      ...plain,
      ...(password === undefined ? {} : { passwordHash: await hashPassword(password) }),
      ...(disabled === undefined ? {} : { disabledAt: disabled ? this.#clock.now() : null }),
    });
    if (Object.keys(change).some((field) => field !== 'displayName')) await this.#sessions.endAll(id);
    const details = {
      ...plain,
      ...(disabled === undefined ? {} : { disabled }),
      password: password !== undefined,
    };
    await this.#recorder.record({ accountId: by.id, action: 'account.change', subject: id, details });
    return this.#mustFind(id);
  }

  async #rowOf({ password, ...fields }: NewAccount): Promise<AccountRow> {
    const passwordHash = await hashPassword(password);
    return { id: randomUUID(), ...fields, passwordHash, disabledAt: null, createdAt: this.#clock.now() };
  }

  async #mustFind(id: string): Promise<Account> {
    const account = await this.#accounts.find(id);
    if (account === undefined) throw new LoaError('input.not-found', { accountId: id });
    return account;
  }
}

function refuseFault(fault: string | undefined): void {
  if (fault !== undefined) throw new LoaError('input.invalid', { field: fault });
}

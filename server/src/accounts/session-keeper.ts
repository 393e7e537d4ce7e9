import { createHash, randomBytes } from 'node:crypto';
import type { Account, Clock } from '@loa/protocol';
import type { SessionStore } from './session-store.ts';

/** A session ends when nobody has used it for this long (ms). */
export const SESSION_MS = 12 * 60 * 60 * 1000;
/** Its end is moved on in steps (ms), so that reading is not always writing. */
const EXTEND_AFTER_MS = 10 * 60 * 1000;

/** Opens, finds and ends the sessions of people. */
export class SessionKeeper {
  readonly #sessions: SessionStore;
  readonly #clock: Clock;

  constructor({ sessions, clock }: { sessions: SessionStore; clock: Clock }) {
    this.#sessions = sessions;
    this.#clock = clock;
  }

  /** The token for the cookie; it is stored nowhere. */
  async open(accountId: string): Promise<string> {
    const token = randomBytes(32).toString('base64url');
    const now = this.#clock.now();
    const row = { tokenHash: hashOf(token), accountId, createdAt: now, expiresAt: now + SESSION_MS };
    await this.#sessions.insert(row);
    return token;
  }

  /** Whose session this is; null when it has ended or the account is disabled. */
  async find(token: string): Promise<Account | null> {
    const tokenHash = hashOf(token);
    const found = await this.#sessions.find(tokenHash);
    const now = this.#clock.now();
    if (found === undefined || found.expiresAt <= now || found.account.disabled) return null;
    if (found.expiresAt - now < SESSION_MS - EXTEND_AFTER_MS) {
      await this.#sessions.setExpiry(tokenHash, now + SESSION_MS);
    }
    return found.account;
  }

  async end(token: string): Promise<void> {
    await this.#sessions.remove(hashOf(token));
  }

  async endAll(accountId: string): Promise<void> {
    await this.#sessions.removeOf(accountId);
  }

  async removeExpired(): Promise<void> {
    await this.#sessions.removeExpired(this.#clock.now());
  }
}

/** A token holds 256 random bits, so that a plain hash of it cannot be searched for. */
function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

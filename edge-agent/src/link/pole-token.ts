import { POLE_TOKEN_AUDIENCE, type SigningKey } from '@loa/protocol';
import { SignJWT } from 'jose';

/** A token is renewed when it has less than this to live, and lives this long, s. */
const RENEW_BEFORE_S = 30;
const LIFE_S = 110;

/** The bearer token by which a pole shows the server who it is; made anew before it expires. */
export class PoleToken {
  readonly #clusterId: string;
  readonly #key: SigningKey;
  #token = '';
  #expiresS = 0;

  constructor(clusterId: string, key: SigningKey) {
    this.#clusterId = clusterId;
    this.#key = key;
  }

  /** The value for `Authorization`, valid at `now` (wall ms). */
  async header(now: number): Promise<string> {
    const nowS = Math.floor(now / 1000);
    const isFresh = this.#expiresS - nowS > RENEW_BEFORE_S && this.#expiresS - nowS <= LIFE_S;
    if (!isFresh) await this.#make(nowS);
    return `Bearer ${this.#token}`;
  }

  async #make(nowS: number): Promise<void> {
    this.#expiresS = nowS + LIFE_S;
    this.#token = await new SignJWT()
      .setProtectedHeader({ alg: 'ES256' })
      .setIssuer(this.#clusterId)
      .setAudience(POLE_TOKEN_AUDIENCE)
      .setIssuedAt(nowS)
      .setExpirationTime(this.#expiresS)
      .sign(this.#key);
  }
}

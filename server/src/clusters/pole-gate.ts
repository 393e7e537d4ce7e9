import { createHash } from 'node:crypto';
import { decodeJwt, jwtVerify, type JWK, type JWTPayload } from 'jose';
import type { FastifyRequest } from 'fastify';
import { LoaError, POLE_TOKEN_AUDIENCE, type Clock } from '@loa/protocol';
import type { ClusterStore } from './cluster-store.ts';

/** How far a pole's clock may be off (s), and how long a token may be valid (s). */
const TOLERANCE_S = 120;
const LONGEST_S = 120;
/** A pole whose clock is wrong has to ask for the time all the same; the signature alone must do here. */
const TIME_PATH = '/api/pole/time';

/** A token whose signature was found right, and the key by which it was. */
interface Verified {
  tokenHash: string;
  publicKey: string;
  payload: JWTPayload;
}

/**
 * Lets in poles, which show a token signed with the key of their certificate. A pole shows the same token for a minute and more,
 * and while somebody speaks many poles ask for the time: the last token of each is verified only once.
 */
export class PoleGate {
  readonly #clusters: ClusterStore;
  readonly #clock: Clock;
  readonly #verified = new Map<string, Verified>();

  constructor({ clusters, clock }: { clusters: ClusterStore; clock: Clock }) {
    this.#clusters = clusters;
    this.#clock = clock;
  }

  /** Throws `access.signed-out` when no valid token of an enrolled, unrevoked pole is shown. */
  async requirePole(request: Pick<FastifyRequest, 'headers' | 'url'>): Promise<{ clusterId: string }> {
    const [, token] = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/.exec(request.headers.authorization ?? '') ?? [];
    const clusterId = token === undefined ? undefined : issuerOf(token);
    const cluster = clusterId === undefined ? undefined : await this.#clusters.find(clusterId);
    const publicKey = cluster?.revokedAt === null ? cluster.publicKeyJson : null;
    if (token === undefined || cluster === undefined || publicKey === null)
      throw new LoaError('access.signed-out');
    const payload = await this.#payloadOf(token, cluster.id, publicKey);
    const [path] = request.url.split('?');
    if (payload === undefined || !(path === TIME_PATH || this.#isTimely(payload))) {
      throw new LoaError('access.signed-out');
    }
    return { clusterId: cluster.id };
  }

  async #payloadOf(token: string, clusterId: string, publicKey: string): Promise<JWTPayload | undefined> {
    // Held against each other by their hashes: how long that takes tells nothing of the token.
    const tokenHash = createHash('sha256').update(token).digest('base64');
    const last = this.#verified.get(clusterId);
    if (last?.tokenHash === tokenHash && last.publicKey === publicKey) return last.payload;
    const payload = await this.#verify(token, JSON.parse(publicKey) as JWK);
    if (payload !== undefined) this.#verified.set(clusterId, { tokenHash, publicKey, payload });
    return payload;
  }

  /** The claims of a token with the right signature and audience, whatever its time. */
  async #verify(token: string, key: JWK): Promise<JWTPayload | undefined> {
    const { iat, exp } = decodeJwt(token);
    // Judged at its own time here, so that the time is ours to judge.
    const at = new Date((iat ?? exp ?? 0) * 1000);
    const options = { audience: POLE_TOKEN_AUDIENCE, algorithms: ['ES256'], currentDate: at };
    const verified = await jwtVerify(token, key, options).catch(() => undefined);
    return verified?.payload;
  }

  #isTimely({ iat, exp }: JWTPayload): boolean {
    const now = this.#clock.now() / 1000;
    if (iat === undefined || exp === undefined || exp - iat > LONGEST_S) return false;
    return iat <= now + TOLERANCE_S && exp >= now - TOLERANCE_S;
  }
}

function issuerOf(token: string): string | undefined {
  try {
    const { iss } = decodeJwt<{ iss: unknown }>(token);
    return typeof iss === 'string' ? iss : undefined;
  } catch {
    return undefined;
  }
}

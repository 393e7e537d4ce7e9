import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { exportJWK, generateKeyPair, type JWK } from 'jose';
import { LoaError, type Clock } from '@loa/protocol';
import {
  faultOfPair,
  fingerprintOf,
  isIssuedBy,
  issueClientCertificate,
  issueServerCertificate,
  makeAuthority,
  readCertificate,
  type KeyedCertificate,
  type Validity,
} from './certificates.ts';

const DAY_MS = 86_400_000;
/** Browsers refuse server certificates that hold for more than 825 days. */
const SERVER_DAYS = 825;
/** So far behind ours may be the clock of a pole that has no battery for it, when it first calls. */
const BACKDATE_DAYS = 60;
const AUTHORITY_DAYS = 30 * 365;
/** A certificate is made anew at the start that finds it this near to its end (ms). */
const RENEW_BEFORE_MS = 30 * DAY_MS;
/** The name in the server's own client certificate; no pole can get it, since poles are named by us. */
export const SERVER_NAME = 'server';

type Make = (validity: Validity) => Promise<KeyedCertificate>;

export interface KeyRingStart {
  /** Every name and address by which this server is called. */
  names: readonly string[];
  stationName: string;
  /** Poles are enrolled: they believe the keys that there were, so no others are made. */
  hasPoles: boolean;
}

/**
 * The keys of one server, in files that only its user can read. What is missing is made, except what poles believe:
 * a new authority or signing key would leave every pole deaf until it is enrolled again.
 */
export class KeyRing {
  readonly #folder: string;
  readonly #clock: Clock;
  #authority: KeyedCertificate | undefined;
  #server: KeyedCertificate | undefined;
  #client: KeyedCertificate | undefined;
  #signingKey: JWK | undefined;

  constructor({ folder, clock }: { folder: string; clock: Clock }) {
    this.#folder = folder;
    this.#clock = clock;
  }

  /** Throws `config.keys-missing` when a file that poles depend on is missing or cannot be read. */
  async start({ names, stationName, hasPoles }: KeyRingStart): Promise<void> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    await chmod(this.#folder, 0o700);
    const authority = await this.#keepAuthority(stationName, hasPoles);
    this.#authority = authority;
    this.#server = await this.#keep('server', {
      authority,
      names,
      make: (validity) => issueServerCertificate(authority, { names, validity }),
    });
    this.#client = await this.#keep('mqtt-client', {
      authority,
      names: [],
      make: (validity) => issueClientCertificate(authority, { commonName: SERVER_NAME, validity }),
    });
    this.#signingKey = await this.#keepSigningKey(hasPoles);
  }

  /** The authority that signed all our certificates. */
  get authority(): KeyedCertificate {
    return started(this.#authority);
  }

  /** For HTTPS and the embedded broker. */
  get server(): KeyedCertificate {
    return started(this.#server);
  }

  /** By which the server itself comes in at the broker. */
  get client(): KeyedCertificate {
    return started(this.#client);
  }

  /** Ed25519 private key that signs every message to a pole. */
  get signingKey(): JWK {
    return started(this.#signingKey);
  }

  /** The public half of `signingKey`, which each pole gets when it is enrolled. */
  get verifyingKey(): JWK {
    const { d: _private, ...shared } = this.signingKey;
    return shared;
  }

  /** SHA-256 of the authority's certificate. */
  get fingerprint(): Uint8Array {
    return fingerprintOf(this.authority.certificatePem);
  }

  /** All poles believe this one certificate, so it is made once and never renewed by itself. */
  async #keepAuthority(stationName: string, hasPoles: boolean): Promise<KeyedCertificate> {
    const certificatePem = await this.#readNeeded('authority.crt');
    const keyPem = await this.#readNeeded('authority.key');
    if (certificatePem !== undefined && keyPem !== undefined) {
      const fault = faultOfPair({ certificatePem, keyPem });
      if (fault !== undefined) throw this.#missing(`authority.${fault}`, 'broken');
      return { certificatePem, keyPem };
    }
    if (certificatePem !== undefined) throw this.#missing('authority.key', 'missing');
    if (keyPem !== undefined || hasPoles) throw this.#missing('authority.crt', 'missing');
    const made = await makeAuthority(stationName, this.#validity(AUTHORITY_DAYS));
    await this.#writePair('authority', made);
    return made;
  }

  /** Reads the pair, or makes it when it is missing, near its end, for other names or of another authority. */
  async #keep(
    name: string,
    { authority, names, make }: { authority: KeyedCertificate; names: readonly string[]; make: Make },
  ): Promise<KeyedCertificate> {
    const kept = await this.#readPair(name);
    if (kept !== undefined && this.#isCurrent(kept.certificatePem, authority, names)) return kept;
    const made = await make(this.#validity(SERVER_DAYS));
    await this.#writePair(name, made);
    return made;
  }

  #validity(days: number): Validity {
    const from = this.#clock.now() - BACKDATE_DAYS * DAY_MS;
    return { from, until: from + days * DAY_MS };
  }

  #isCurrent(pem: string, authority: KeyedCertificate, names: readonly string[]): boolean {
    const { until, names: present } = readCertificate(pem);
    return (
      until - this.#clock.now() > RENEW_BEFORE_MS &&
      names.every((name) => present.includes(name)) &&
      isIssuedBy(authority.certificatePem, pem)
    );
  }

  async #readPair(name: string): Promise<KeyedCertificate | undefined> {
    const certificatePem = await this.#read(`${name}.crt`);
    const keyPem = await this.#read(`${name}.key`);
    return certificatePem === undefined || keyPem === undefined ? undefined : { certificatePem, keyPem };
  }

  async #writePair(name: string, { certificatePem, keyPem }: KeyedCertificate): Promise<void> {
    await this.#write(`${name}.key`, keyPem);
    await this.#write(`${name}.crt`, certificatePem);
  }

  async #keepSigningKey(hasPoles: boolean): Promise<JWK> {
    const name = 'signing-key.json';
    const kept = await this.#readNeeded(name);
    if (kept !== undefined) return this.#parseKey(name, kept);
    if (hasPoles) throw this.#missing(name, 'missing');
    const { privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
    const jwk: JWK = { ...(await exportJWK(privateKey)), alg: 'EdDSA' };
    await this.#write(name, JSON.stringify(jwk));
    return jwk;
  }

  #parseKey(name: string, text: string): JWK {
    try {
      return JSON.parse(text) as JWK;
    } catch (error) {
      throw this.#missing(name, 'broken', error);
    }
  }

  /** As `#read`; what is there and cannot be read is told as missing. */
  async #readNeeded(name: string): Promise<string | undefined> {
    try {
      return await this.#read(name);
    } catch (error) {
      throw this.#missing(name, 'unreadable', error);
    }
  }

  #missing(name: string, state: 'missing' | 'unreadable' | 'broken', cause?: unknown): LoaError {
    const file = join(this.#folder, name);
    const restore = `restore ${this.#folder} from the backup of the data folder, readable by the user of the server`;
    return new LoaError('config.keys-missing', { file, state, restore }, cause);
  }

  async #read(name: string): Promise<string | undefined> {
    try {
      return await readFile(join(this.#folder, name), 'utf8');
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
      throw error;
    }
  }

  /** A cut of the mains leaves the old file or the new one, never half of one. */
  async #write(name: string, text: string): Promise<void> {
    const file = join(this.#folder, name);
    await writeFile(`${file}.new`, text, { mode: 0o600, flush: true });
    await rename(`${file}.new`, file);
  }
}

function started<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error('the key ring has not been started');
  return value;
}

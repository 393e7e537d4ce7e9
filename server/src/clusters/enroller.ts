import { createHash, randomBytes } from 'node:crypto';
import { toString as drawQr } from 'qrcode';
import { LoaError, type Clock, type Enrolment, type EnrolmentCode, type EnrolRequest } from '@loa/protocol';
import { issuePoleCertificate, readCertificateRequest } from '../links/certificates.ts';
import type { KeyRing } from '../links/key-ring.ts';
import type { ClusterStore } from './cluster-store.ts';
import { SECRET_BYTES, secretOf, writeCode } from './enrolment-code.ts';
import type { EnrolmentCodeStore } from './enrolment-code-store.ts';

/** Where poles find us; known once the ports are open. */
export interface Addresses {
  serverUrl: string;
  brokerUrl: string;
}

const DAY_MS = 86_400_000;
const CODE_MS = DAY_MS;
const CERTIFICATE_MS = 5 * 365 * DAY_MS;
/** The clock by which we issue may be ahead of the broker's. */
const BACKDATE_MS = 60 * 60 * 1000;

export interface EnrollerParts {
  clusters: ClusterStore;
  codes: EnrolmentCodeStore;
  keys: KeyRing;
  clock: Clock;
  addresses: () => Addresses;
}

/** Makes codes for poles, and exchanges a code for a certificate. */
export class Enroller {
  readonly #parts: EnrollerParts;

  constructor(parts: EnrollerParts) {
    this.#parts = parts;
  }

  /** A code for one pole, valid for one day and one use; it is told once and kept nowhere. */
  async makeCode(clusterId: string): Promise<EnrolmentCode> {
    const { codes, keys, clock, addresses } = this.#parts;
    const code = writeCode(randomBytes(SECRET_BYTES), keys.fingerprint);
    const expiresAt = clock.now() + CODE_MS;
    await codes.replace({ secretHash: hashOf(code), clusterId, expiresAt });
    const command = `loa-agent enrol ${addresses().serverUrl} ${code}`;
    const qrSvg = await drawQr(command, { type: 'svg', errorCorrectionLevel: 'M', margin: 2 });
    return { code, expiresAt, command, qrSvg };
  }

  /** Throws `enrol.request-broken` or `enrol.code-wrong`; a broken request does not use the code up. */
  async enrol({ code, certificateRequestPem }: EnrolRequest): Promise<Enrolment> {
    const { clusters, codes, keys, clock, addresses } = this.#parts;
    const request = await readCertificateRequest(certificateRequestPem);
    if (request === undefined) throw new LoaError('enrol.request-broken');
    const now = clock.now();
    const clusterId = secretOf(code) === undefined ? undefined : await codes.take(hashOf(code), now);
    const cluster = clusterId === undefined ? undefined : await clusters.find(clusterId);
    if (cluster === undefined) throw new LoaError('enrol.code-wrong');
    const issued = await issuePoleCertificate(keys.authority, {
      request,
      clusterId: cluster.id,
      validity: { from: now - BACKDATE_MS, until: now + CERTIFICATE_MS },
    });
    await clusters.setCertificate(cluster.id, {
      publicKeyJson: JSON.stringify(issued.publicKey),
      certificateSerial: issued.serial,
      certificateUntil: issued.until,
      enrolledAt: now,
    });
    return {
      clusterId: cluster.id,
      name: cluster.name,
      certificatePem: issued.certificatePem,
      authorityPem: keys.authority.certificatePem,
      serverKey: { ...keys.verifyingKey },
      ...addresses(),
    };
  }
}

/** Only the secret half counts: a person may have mistyped the other, which protects the pole. */
function hashOf(code: string): string {
  return createHash('sha256')
    .update(secretOf(code) ?? '')
    .digest('hex');
}

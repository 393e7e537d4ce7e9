import Type, { type Static } from 'typebox';
import { Id, WallMs } from '../words.ts';
import { closed } from './shape.ts';

/**
 * GET /api/enrol/authority: the certificate authority in PEM. A pole believes it when its SHA-256 begins with the
 * second half of the enrolment code.
 */
export const Authority = Type.Object({ certificatePem: Type.String() }, closed);
export type Authority = Static<typeof Authority>;

/** POST /api/enrol: the pole sends a certificate request (PKCS #10, P-256) made with its own new key. */
export const EnrolRequest = Type.Object(
  { code: Type.String({ maxLength: 64 }), certificateRequestPem: Type.String({ maxLength: 8000 }) },
  closed,
);
export type EnrolRequest = Static<typeof EnrolRequest>;

export const Enrolment = Type.Object(
  {
    clusterId: Id,
    name: Type.String(),
    certificatePem: Type.String(),
    authorityPem: Type.String(),
    /** Ed25519 public key (JWK) that signs every message to this pole. */
    serverKey: Type.Record(Type.String(), Type.Unknown()),
    /** `mqtts://host:port` and `https://host:port`. */
    brokerUrl: Type.String(),
    serverUrl: Type.String(),
  },
  closed,
);
export type Enrolment = Static<typeof Enrolment>;

/**
 * POST /api/pole/time: the four-timestamp exchange of SNTP (RFC 4330, section 5) over the pole's HTTPS connection.
 * Poles authenticate by `Authorization: Bearer <JWT>`, signed ES256 with the key of their certificate
 * (claims: `iss` cluster id, `aud` "loa-server", `iat`, `exp` at most 120 s later).
 */
export const TimeAnswer = Type.Object({ receivedAt: WallMs, sentAt: WallMs }, closed);
export type TimeAnswer = Static<typeof TimeAnswer>;
export const POLE_TOKEN_AUDIENCE = 'loa-server';

/** Where MQTT is spoken over a WebSocket (subprotocol `mqtt`), with the same token: for networks that block the broker's port. */
export const BROKER_PATH = '/api/pole/mqtt';

/**
 * The enrolment code a person types: `XXXXXXXX-YYYYYYYYYYYYYYYY`, Crockford base 32 without hyphens in between;
 * X is the one-time secret (40 bits), Y the first 80 bits of the authority's SHA-256 fingerprint.
 */
export const ENROLMENT_CODE = /^[0-9A-HJKMNP-TV-Z]{8}-[0-9A-HJKMNP-TV-Z]{16}$/;

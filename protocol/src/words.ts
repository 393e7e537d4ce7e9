import Type, { type Static } from 'typebox';

/** Class of a bulletin by Circular 39/2020/TT-BTTTT: khẩn cấp, ưu tiên, thông thường. */
export const PriorityClass = Type.Union([
  Type.Literal('emergency'),
  Type.Literal('priority'),
  Type.Literal('normal'),
]);
export type PriorityClass = Static<typeof PriorityClass>;

/** Rank of an area, highest first. A district is absent on purpose: districts ended on 1 July 2025. */
export const AreaRank = Type.Union([
  Type.Literal('nation'),
  Type.Literal('province'),
  Type.Literal('commune'),
  Type.Literal('hamlet'),
]);
export type AreaRank = Static<typeof AreaRank>;

/** How long after its capture a live sample sounds; more gives retransmission more time. */
export const LatencyProfile = Type.Union([
  Type.Literal('talk'),
  Type.Literal('standard'),
  Type.Literal('sturdy'),
]);
export type LatencyProfile = Static<typeof LatencyProfile>;

/** Capture to sound, in milliseconds, for each profile. */
export const LATENCY_MS: Record<LatencyProfile, number> = { talk: 300, standard: 600, sturdy: 1500 };

export const Role = Type.Union([
  Type.Literal('administrator'),
  Type.Literal('officer'),
  Type.Literal('technician'),
]);
export type Role = Static<typeof Role>;

/** Unix milliseconds, UTC. */
export const WallMs = Type.Number({ minimum: 0, maximum: 8.64e15, description: 'Unix time in milliseconds' });
/** A name that two servers can make apart: lower-case letters, digits and hyphens. */
export const Id = Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,63}$' });
/** SHA-256 of a stored file, lower-case hexadecimal. */
export const Sha256 = Type.String({ pattern: '^[0-9a-f]{64}$' });

/** Sampling rate of every PCM and Opus stream in the product, in Hz (RFC 7587: the RTP clock is always 48 kHz). */
export const SAMPLE_RATE_HZ = 48_000;
/** Length of an Opus packet, in milliseconds and in samples. */
export const FRAME_MS = 20;
export const FRAME_SAMPLES = 960;

import { Buffer } from 'node:buffer';

/** Of such a piece of memory Node cuts buffers of less than half its size, bytes; by itself it takes 8,192. */
export const SMALL_BUFFERS_BYTES = 256;

/**
 * Whoever keeps a small buffer keeps the whole piece that it was cut from. The MQTT library keeps one of two bytes for
 * every length that a message ever had; with Node's own size each held 8 kB, 0.3 MB after half an hour of telemetry and
 * growing. To be called before anything of note has been cut.
 */
export function cutSmallBuffersFromLittle(): void {
  Buffer.poolSize = SMALL_BUFFERS_BYTES;
}

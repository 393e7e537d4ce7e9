import { SAMPLE_RATE_HZ } from '../words.ts';

/** Frame lengths in ms by configuration number (RFC 6716 table 2): SILK, hybrid, CELT. */
const SILK_MS = [10, 20, 40, 60];
const HYBRID_MS = [10, 20];
const CELT_MS = [2.5, 5, 10, 20];
const MAX_PACKET_MS = 120;

/**
 * Samples at 48 kHz in one Opus packet, from its table-of-contents byte (RFC 6716 section 3.1).
 * Undefined when the bytes cannot be an Opus packet.
 */
export function opusPacketSamples(packet: Uint8Array): number | undefined {
  const toc = packet[0];
  if (toc === undefined) return undefined;
  const frames = frameCount(toc, packet);
  const ms = frames * frameMs(toc >> 3);
  return frames === 0 || ms > MAX_PACKET_MS ? undefined : (ms * SAMPLE_RATE_HZ) / 1000;
}

function frameMs(config: number): number {
  if (config < 12) return SILK_MS[config % 4] as number;
  if (config < 16) return HYBRID_MS[config % 2] as number;
  return CELT_MS[config % 4] as number;
}

function frameCount(toc: number, packet: Uint8Array): number {
  const code = toc & 3;
  if (code === 0) return 1;
  if (code < 3) return 2;
  return (packet[1] ?? 0) & 63;
}

/**
 * Whether the packet carries a copy of the frame before it (the LBRR flag of RFC 6716 section 4.2.4). Only mono
 * packets with one frame are looked into; for all others the answer is false.
 */
export function carriesFec(packet: Uint8Array): boolean {
  const toc = packet[0];
  const first = packet[1];
  if (toc === undefined || first === undefined) return false;
  const isCelt = toc >> 3 >= 16;
  const isStereo = (toc & 4) !== 0;
  if (isCelt || isStereo || (toc & 3) !== 0) return false;
  const silkFrames = Math.max(1, Math.ceil(frameMs(toc >> 3) / 20));
  return ((first >> (7 - silkFrames)) & 1) === 1;
}

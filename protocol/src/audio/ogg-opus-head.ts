import { LoaError } from '../errors.ts';
import { concat } from './bytes.ts';
import { SAMPLE_RATE_HZ } from '../words.ts';

export interface OpusHead {
  channels: number;
  /** Samples at 48 kHz to drop from the start of the decoded signal. */
  preSkipSamples: number;
  /** Rate of the original recording, Hz; 0 when unknown. Decoding is at 48 kHz whatever it says. */
  inputSampleRateHz: number;
  /** Gain to apply after decoding, dB. */
  outputGainDb: number;
}

/** The identification packet of RFC 7845 section 5.1, mono. */
export function buildOpusHead(preSkipSamples: number): Uint8Array {
  const head = new Uint8Array(19);
  const view = new DataView(head.buffer);
  head.set(ascii('OpusHead'));
  view.setUint8(8, 1);
  view.setUint8(9, 1);
  view.setUint16(10, preSkipSamples, true);
  view.setUint32(12, SAMPLE_RATE_HZ, true);
  return head;
}

/** Reads the identification packet; throws `audio.malformed` when it is another codec or a later version. */
export function readOpusHead(packet: Uint8Array): OpusHead {
  if (packet.length < 19 || !startsWith(packet, 'OpusHead')) throw malformed('not an Opus stream');
  const view = new DataView(packet.buffer, packet.byteOffset, packet.byteLength);
  const channels = view.getUint8(9);
  if (view.getUint8(8) >> 4 !== 0) throw malformed('Opus header version');
  if (channels === 0) throw malformed('no channels');
  return {
    channels,
    preSkipSamples: view.getUint16(10, true),
    inputSampleRateHz: view.getUint32(12, true),
    outputGainDb: view.getInt16(16, true) / 256,
  };
}

/** The comment packet of RFC 7845 section 5.2. Values are UTF-8; names are upper-case ASCII. */
export function buildOpusTags(tags: Readonly<Record<string, string>>): Uint8Array {
  const encoder = new TextEncoder();
  const vendor = encoder.encode('Loa');
  const comments = Object.entries(tags).map(([name, value]) => encoder.encode(`${name}=${value}`));
  const parts = [ascii('OpusTags'), uint32(vendor.length), vendor, uint32(comments.length)];
  for (const comment of comments) parts.push(uint32(comment.length), comment);
  return concat(parts);
}

export function isOpusTags(packet: Uint8Array): boolean {
  return startsWith(packet, 'OpusTags');
}

function uint32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value, true);
  return bytes;
}

function ascii(text: string): Uint8Array {
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}

function startsWith(packet: Uint8Array, text: string): boolean {
  return ascii(text).every((byte, i) => packet[i] === byte);
}

function malformed(reason: string): LoaError {
  return new LoaError('audio.malformed', { reason });
}

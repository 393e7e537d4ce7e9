import { ntpToUnixMs, unixMsToNtp } from './ntp.ts';

/** RTP header extension that carries the moment of capture. */
export const ABS_CAPTURE_TIME_URI = 'http://www.webrtc.org/experiments/rtp-hdrext/abs-capture-time';

/** Its number in our packets; mediasoup prefers the same and passes it on unchanged. */
export const ABS_CAPTURE_TIME_ID = 13;

/** The extension's 8 bytes: 64-bit NTP (UQ32.32) of `captureAt`, Unix ms on the server's wall clock. */
export function writeAbsCaptureTime(captureAt: number): Uint8Array {
  const ntp = unixMsToNtp(captureAt);
  const bytes = new Uint8Array(8);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, ntp.seconds);
  view.setUint32(4, ntp.fraction);
  return bytes;
}

/** Unix ms with fractions; undefined when the length is neither 8 nor 16 (16: with the sender's clock offset). */
export function readAbsCaptureTime(value: Uint8Array): number | undefined {
  if (value.length !== 8 && value.length !== 16) return undefined;
  const view = new DataView(value.buffer, value.byteOffset, value.byteLength);
  return ntpToUnixMs({ seconds: view.getUint32(0), fraction: view.getUint32(4) });
}

/** The sender's estimate of its own clock's distance from the capture clock, ms; undefined when it gives none. */
export function readCaptureClockOffset(value: Uint8Array): number | undefined {
  if (value.length !== 16) return undefined;
  const view = new DataView(value.buffer, value.byteOffset, value.byteLength);
  return (Number(view.getBigInt64(8)) / 0x1_0000_0000) * 1000;
}

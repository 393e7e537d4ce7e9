/** Lengths of messages are multiples of this, bytes. */
const STEP_BYTES = 256;

/**
 * A message of few possible lengths: JSON is filled with blanks, which say nothing; a token is left as it is. The MQTT
 * library keeps a buffer for every length that a message ever had, and with it the 8 kB that Node has cut it from.
 */
export function ofFewLengths(payload: string): string {
  if (!payload.startsWith('{')) return payload;
  const bytes = Buffer.byteLength(payload);
  return payload + ' '.repeat(Math.ceil(bytes / STEP_BYTES) * STEP_BYTES - bytes);
}

/**
 * Numbers that wrap. RTP counts packets in 16 bits and samples in 32; inside, both are unwrapped to plain numbers
 * that only grow, so that nothing else has to know about the wrap.
 */

/** The unwrapped number nearest to `reference` whose low 16 bits are `sequence`. May be negative. */
export function unwrapSequence(sequence: number, reference: number): number {
  return unwrap(sequence, reference, 0x1_0000);
}

/** The unwrapped number nearest to `reference` whose low 32 bits are `timestamp`. May be negative. */
export function unwrapTimestamp(timestamp: number, reference: number): number {
  return unwrap(timestamp, reference, 0x1_0000_0000);
}

/** The low 16 bits as sent on the wire. */
export function wrapSequence(extended: number): number {
  return modulo(extended, 0x1_0000);
}

/** The low 32 bits as sent on the wire. */
export function wrapTimestamp(extended: number): number {
  return modulo(extended, 0x1_0000_0000);
}

/** Whether 16-bit `a` comes after `b`, across the wrap; false when equal. */
export function isLaterSequence(a: number, b: number): boolean {
  const ahead = modulo(a - b, 0x1_0000);
  return ahead !== 0 && ahead < 0x8000;
}

function unwrap(value: number, reference: number, range: number): number {
  const ahead = modulo(value - reference, range);
  return ahead < range / 2 ? reference + ahead : reference + ahead - range;
}

function modulo(value: number, range: number): number {
  return ((value % range) + range) % range;
}

/** Crockford's base 32: no I, L, O, U, which are misread. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const PROOF_BYTES = 10;

/** The two halves of an enrolment code; undefined when it is not one. Lower case and misread letters are forgiven. */
export function readEnrolmentCode(text: string): { code: string; proof: string } | undefined {
  const plain = text
    .trim()
    .toUpperCase()
    .replaceAll('O', '0')
    .replaceAll(/[IL]/g, '1')
    .replaceAll(/[\s-]/g, '');
  if (!/^[0-9A-HJKMNP-TV-Z]{24}$/.test(plain)) return undefined;
  const proof = plain.slice(8);
  return { code: `${plain.slice(0, 8)}-${proof}`, proof };
}

/** The half of a code that proves an authority: the first 80 bits of its SHA-256, in base 32. */
export function proofOf(sha256: Uint8Array): string {
  const bits = [...sha256.subarray(0, PROOF_BYTES)].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  return (bits.match(/.{5}/g) ?? []).map((five) => ALPHABET[Number.parseInt(five, 2)]).join('');
}

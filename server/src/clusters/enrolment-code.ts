/** Crockford's base 32: no I, L, O or U, which people mistake for others. */
const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const SECRET_LETTERS = 8;
const FINGERPRINT_LETTERS = 16;
/** 40 bits: 32 letters to the fifth byte, nothing left over. */
export const SECRET_BYTES = 5;

/** `XXXXXXXX-YYYYYYYYYYYYYYYY` from five secret bytes and the SHA-256 of the authority's certificate. */
export function writeCode(secret: Uint8Array, fingerprint: Uint8Array): string {
  const first = base32(secret).slice(0, SECRET_LETTERS);
  return `${first}-${base32(fingerprint).slice(0, FINGERPRINT_LETTERS)}`;
}

/**
 * The secret half of a code as a person typed it: small letters, blanks and hyphens anywhere, O for 0 and I or L
 * for 1 are forgiven. Undefined when it cannot be one.
 */
export function secretOf(typed: string): string | undefined {
  const letters = typed.toUpperCase().replace(/[\s-]/g, '').replace(/O/g, '0').replace(/[IL]/g, '1');
  const isWhole = letters.length === SECRET_LETTERS + FINGERPRINT_LETTERS;
  const isReadable = [...letters].every((letter) => LETTERS.includes(letter));
  return isWhole && isReadable ? letters.slice(0, SECRET_LETTERS) : undefined;
}

/** Most significant bits first; a last incomplete letter is filled with zeros. */
function base32(bytes: Uint8Array): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  return (bits.match(/.{1,5}/g) ?? [])
    .map((group) => LETTERS.charAt(parseInt(group.padEnd(5, '0'), 2)))
    .join('');
}

import { expect, it } from 'vitest';
import { ENROLMENT_CODE } from '@loa/protocol';
import { proofOf, readEnrolmentCode } from './fingerprint.ts';

it('writes the first 80 bits of a fingerprint in 16 letters', () => {
  const sha256 = Uint8Array.from({ length: 32 }, (_, i) => (i * 37) & 0xff);
  expect(proofOf(sha256)).toHaveLength(16);
  expect(`00000000-${proofOf(sha256)}`).toMatch(ENROLMENT_CODE);
  expect(proofOf(new Uint8Array(32))).toBe('0000000000000000');
  expect(proofOf(new Uint8Array(32).fill(255))).toBe('ZZZZZZZZZZZZZZZZ');
});

it('differs by one letter where one bit differs', () => {
  const one = proofOf(new Uint8Array(32));
  const other = proofOf(Uint8Array.from({ length: 32 }, (_, i) => (i === 9 ? 1 : 0)));
  expect(other).toBe('0000000000000001');
  expect(other).not.toBe(one);
});

it('forgives how a code is typed, but not a wrong length', () => {
  const proper = { code: '1234567A-0000000011111111', proof: '0000000011111111' };
  expect(readEnrolmentCode('1234567A-0000000011111111')).toEqual(proper);
  expect(readEnrolmentCode(' 1234 567a-OOOO 0000-iiii llll ')).toEqual(proper);
  expect(readEnrolmentCode('1234567A-000000001111111')).toBeUndefined();
  expect(readEnrolmentCode('1234567U-0000000011111111')).toBeUndefined();
});

import { describe, expect, it } from 'vitest';
import { ENROLMENT_CODE } from '@loa/protocol';
import { secretOf, writeCode } from './enrolment-code.ts';

const fingerprint = Uint8Array.from({ length: 32 }, (_, index) => index * 8);
const code = writeCode(Uint8Array.of(0xff, 0x00, 0xff, 0x00, 0xff), fingerprint);

describe('an enrolment code', () => {
  it('has the shape that the protocol names', () => {
    expect(code).toMatch(ENROLMENT_CODE);
  });

  it('carries the first 80 bits of the fingerprint, most significant first', () => {
    const [, second = ''] = code.split('-');
    const letters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
    const bits = [...second].map((letter) => letters.indexOf(letter).toString(2).padStart(5, '0')).join('');
    const bytes = (bits.match(/.{8}/g) ?? []).map((group) => parseInt(group, 2));
    expect(bytes).toEqual([...fingerprint.slice(0, 10)]);
  });

  it('differs in all its secret letters from the next one when all bits differ', () => {
    const other = writeCode(Uint8Array.of(0x00, 0xff, 0x00, 0xff, 0x00), fingerprint);
    expect(secretOf(other)).not.toBe(secretOf(code));
    expect(secretOf(code)).toBe('ZW0FY07Z');
  });

  it.each([
    ['small letters', code.toLowerCase()],
    ['blanks instead of the hyphen', code.replace('-', ' ')],
    ['hyphens in threes', (code.replace('-', '').match(/.{1,3}/g) ?? []).join('-')],
    ['the letter O for a nought', code.replaceAll('0', 'O')],
    ['a small l for a one', code.replaceAll('1', 'l')],
  ])('is understood with %s', (_what, typed) => {
    expect(secretOf(typed)).toBe(secretOf(code));
  });

  it.each([
    ['', 'nothing'],
    [code.slice(1), 'one letter too few'],
    [`${code}0`, 'one too many'],
    [code.replace(/.$/, 'U'), 'a letter that no code has'],
  ])('is not seen in %j (%s)', (typed) => {
    expect(secretOf(typed)).toBeUndefined();
  });
});

import { describe, expect, it } from 'vitest';
import { byteRangeOf } from './byte-range.ts';

const whole = { kind: 'whole' };
const unsatisfiable = { kind: 'unsatisfiable' };
const part = (start: number, end: number) => ({ kind: 'part', start, end });

describe('a range of a file of 1,000 bytes', () => {
  it.each([
    [undefined, whole],
    ['bytes=0-', part(0, 999)],
    ['bytes=0-0', part(0, 0)],
    ['bytes=200-299', part(200, 299)],
    ['bytes=999-', part(999, 999)],
    ['bytes=990-5000', part(990, 999)],
    ['bytes=-1', part(999, 999)],
    ['bytes=-5000', part(0, 999)],
    ['Bytes=5-6', part(5, 6)],
    ['bytes=1000-', unsatisfiable],
    ['bytes=5000-6000', unsatisfiable],
    ['bytes=-0', unsatisfiable],
    ['bytes=300-200', whole],
    ['bytes=-', whole],
    ['bytes=0-1,5-6', whole],
    ['bytes=a-b', whole],
    ['bytes=99999999999999999999-', whole],
    ['items=0-1', whole],
  ])('%j is %j', (header, expected) => {
    expect(byteRangeOf(header, 1000)).toEqual(expected);
  });

  it('of an empty file holds nothing', () => {
    expect(byteRangeOf('bytes=0-', 0)).toEqual(unsatisfiable);
    expect(byteRangeOf('bytes=-5', 0)).toEqual(unsatisfiable);
  });
});

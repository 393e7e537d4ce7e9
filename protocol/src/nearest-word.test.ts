import { describe, expect, it } from 'vitest';
import { nearest } from './nearest-word.ts';

describe('the nearest word', () => {
  it.each([
    ['brokerport', 'brokerPort'],
    ['brkerPrt', 'brokerPort'],
    ['https', 'httpsPort'],
    ['mediaPort2', 'mediaPort'],
  ])('to %s is %s', (word, expected) => {
    expect(nearest(word, ['httpsPort', 'brokerPort', 'mediaPort'])).toBe(expected);
  });

  it('is empty when no word is known', () => {
    expect(nearest('x', [])).toBe('');
  });
});

import { expect, test } from 'vitest';
import { waveformPath } from './waveform.ts';

test('each stroke is as high as the loudest peak that falls into it', () => {
  expect(waveformPath([0.1, 1, 0.2, 0.5], 2, 100)).toBe('M25.0 2.0V98.0M75.0 26.0V74.0');
});

test('silence leaves a thin line, so that it is seen that there is a recording', () => {
  expect(waveformPath([0, 0], 1, 10)).toBe('M5.0 49.0V51.0');
});

test('fewer peaks than strokes draw every stroke all the same', () => {
  expect(waveformPath([0.5], 3, 30).match(/M/g)).toHaveLength(3);
});

import { expect, test } from 'vitest';
import { titleOfFile } from './title-of-file.ts';

test('a file name becomes a title that can be read out', () => {
  expect(titleOfFile('Ban_tin_so_3 .mp3')).toBe('Ban tin so 3');
  expect(titleOfFile('C:\\fakepath\\Thông báo lũ.wav')).toBe('Thông báo lũ');
});

test('a name that is nothing but an ending stays as it is', () => {
  expect(titleOfFile('.mp3')).toBe('.mp3');
});

test('a date in the name is not taken for an ending', () => {
  expect(titleOfFile('Tin 20.11.2025 sáng.m4a')).toBe('Tin 20.11.2025 sáng');
});

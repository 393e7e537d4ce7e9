import { expect, test } from 'vitest';
import { isTrouble, loudnessWord, troubleOf, waitBefore } from './microphone-state.ts';

test('a refusal, a missing and a busy microphone are three different things to mend', () => {
  expect(troubleOf('NotAllowedError')).toBe('denied');
  expect(troubleOf('NotFoundError')).toBe('absent');
  expect(troubleOf('NotReadableError')).toBe('busy');
  expect(troubleOf('OverconstrainedError')).toBe('absent');
});

test('a lost way to the server mends itself, so it is no trouble for a person', () => {
  expect(isTrouble('lost')).toBe(false);
  expect(isTrouble('vanished')).toBe(true);
});

test('attempts come at once at first and never more than four seconds apart', () => {
  expect([0, 1, 2, 3, 9].map(waitBefore)).toEqual([500, 1000, 2000, 4000, 4000]);
});

test('a whisper is called quiet although the bus will lift it, and silence is called silence', () => {
  expect(loudnessWord(-Infinity)).toBe('none');
  expect(loudnessWord(-48)).toBe('low');
  expect(loudnessWord(-25)).toBe('good');
  expect(loudnessWord(-3)).toBe('high');
});

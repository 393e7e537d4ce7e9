import { expect, test } from 'vitest';
import { clusterOf, EMPTY_DRAFT, faultOfDraft } from './cluster-draft.ts';

const draft = { ...EMPTY_DRAFT, areaId: 'a', name: ' Cụm 03 ' };

test('a pole needs a name and an area and nothing else', () => {
  expect(faultOfDraft(EMPTY_DRAFT)).toBe('missing');
  expect(faultOfDraft(draft)).toBeNull();
  expect(clusterOf(draft)).toMatchObject({ name: 'Cụm 03', latitude: null, longitude: null, horns: 2 });
});

test('coordinates may be typed with a decimal comma', () => {
  expect(clusterOf({ ...draft, latitude: '18,3428', longitude: '105.9' })).toMatchObject({
    ...{ latitude: 18.3428, longitude: 105.9 },
  });
});

test('half a pair of coordinates, or one off the globe, is refused', () => {
  expect(faultOfDraft({ ...draft, latitude: '18' })).toBe('coordinates');
  expect(faultOfDraft({ ...draft, latitude: '95', longitude: '10' })).toBe('coordinates');
  expect(faultOfDraft({ ...draft, latitude: 'x', longitude: '10' })).toBe('coordinates');
});

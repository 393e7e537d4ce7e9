import { expect, test } from 'vitest';
import { changeOf, draftOf, faultsOf } from './account-draft.ts';

const officer = { ...draftOf(null), username: 'an', displayName: 'An', password: 'mot cau dai', areaId: 'a' };

test('only an administrator may act on everything', () => {
  expect(faultsOf({ ...officer, areaId: null }, true)).toEqual({ areaId: { fault: 'missing' } });
  expect(faultsOf({ ...officer, areaId: null, role: 'administrator' }, true)).toEqual({});
});

test('an old account keeps its password when none is typed, a new one needs one', () => {
  expect(faultsOf({ ...officer, password: '' }, false)).toEqual({});
  expect(changeOf({ ...officer, password: '' })).not.toHaveProperty('password');
  expect(faultsOf({ ...officer, password: '' }, true)).toEqual({ password: { fault: 'missing' } });
});

test('a new password is held to the same length as a first one', () => {
  expect(faultsOf({ ...officer, password: 'kurz' }, false)).toEqual({
    password: { fault: 'passwordShort', count: 6 },
  });
});

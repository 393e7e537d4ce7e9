import { expect, test } from 'vitest';
import { cacheCandidates } from './places.mjs';

test('the chosen cache folder goes before the desktop standard, which goes before the home directory', () => {
  expect(cacheCandidates({ LOA_CACHE: '/a', XDG_CACHE_HOME: '/b' }, '/home/loa', '/tmp/c')[0]).toBe('/a/loa');
  expect(cacheCandidates({ XDG_CACHE_HOME: '/b' }, '/home/loa', '/tmp/c')[0]).toBe('/b/loa');
  expect(cacheCandidates({}, '/home/loa', '/tmp/c')[0]).toBe('/home/loa/.cache/loa');
});

test('an account without a home directory keeps its cache among the temporary files', () => {
  expect(cacheCandidates({ XDG_CACHE_HOME: '' }, '', '/tmp/c')).toEqual(['/tmp/c/loa']);
});

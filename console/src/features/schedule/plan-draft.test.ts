import { expect, test } from 'vitest';
import type { Media } from '@loa/protocol';
import { momentOf } from '../../words/dates.ts';
import { firstDraft, isPast, requestOf } from './plan-draft.ts';

const now = momentOf('2025-11-21', '16:52') ?? Number.NaN;
const targets = { areaIds: ['a'], zoneIds: [], clusterIds: [] };
const media = [{ id: 'm', title: 'Bản tin chiều' } as Media];

test('the first proposal is the next quarter that leaves poles ten minutes to fetch it', () => {
  expect(firstDraft(now, targets, 'm')).toMatchObject({ day: '2025-11-21', time: '17:15' });
  expect(firstDraft(momentOf('2025-11-21', '23:55') ?? 0, targets, 'm')).toMatchObject({
    ...{ day: '2025-11-22', time: '00:15' },
  });
});

test('a broadcast without a name is called after its recording', () => {
  expect(requestOf(firstDraft(now, targets, 'm'), media)?.title).toBe('Bản tin chiều');
  expect(requestOf({ ...firstDraft(now, targets, 'm'), title: ' Lũ ' }, media)?.title).toBe('Lũ');
});

test('nothing is sent while a recording, a place or a time is missing', () => {
  const draft = firstDraft(now, targets, 'm');
  expect(requestOf({ ...draft, mediaId: '' }, media)).toBeUndefined();
  expect(requestOf({ ...draft, time: '' }, media)).toBeUndefined();
  expect(requestOf({ ...draft, targets: { ...targets, areaIds: [] } }, media)).toBeUndefined();
});

test('a time that has passed is noticed before the server refuses it', () => {
  const draft = { ...firstDraft(now, targets, 'm'), time: '16:52' };
  expect(isPast(draft, now)).toBe(true);
  expect(isPast(draft, now - 1)).toBe(false);
  expect(isPast({ ...draft, time: '' }, now)).toBe(false);
});

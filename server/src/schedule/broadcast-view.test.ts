import { describe, expect, it } from 'vitest';
import type { BroadcastRecord } from './broadcast-record.ts';
import { stateOf, toBroadcast } from './broadcast-view.ts';

const now = Date.UTC(2026, 8, 28, 10);
const MINUTE = 60_000;

function record(changes: Partial<BroadcastRecord> = {}): BroadcastRecord {
  return {
    id: 'b1',
    kind: 'stored',
    title: 'Bão số 10',
    class: 'normal',
    rank: 'commune',
    targets: { areaIds: ['a'], zoneIds: [], clusterIds: [] },
    clusterIds: ['c1', 'c2'],
    startAt: now,
    endAt: now + 10 * MINUTE,
    latestStartAt: now + 40 * MINUTE,
    latestEndAt: now + 40 * MINUTE,
    mediaId: 'm1',
    profile: null,
    cancelledAt: null,
    createdBy: 'u1',
    createdByName: 'Lê Thị Hoa',
    createdAt: now - MINUTE,
    recording: null,
    ...changes,
  };
}

const live = { kind: 'live', latestEndAt: null, latestStartAt: null, mediaId: null, endAt: null } as const;

function facts(sounding = 0, suspended = 0) {
  return { counts: { targeted: 2, online: 2, sounding, heard: 0 }, suspended };
}

describe('the state of a broadcast', () => {
  it.each([
    ['planned a moment before its start', record(), facts(), now - 1, 'planned'],
    ['sounding from its start, before any pole has said so', record(), facts(), now, 'sounding'],
    ['ended at its planned end when no pole sounds', record(), facts(), now + 10 * MINUTE, 'ended'],
    [
      'sounding after its planned end where it started late',
      record(),
      facts(1),
      now + 11 * MINUTE,
      'sounding',
    ],
    ['sounding while it waits for an emergency to end', record(), facts(0, 2), now + 20 * MINUTE, 'sounding'],
    [
      'ended after its latest end, whatever a pole that is cut off said last',
      record(),
      facts(1),
      now + 41 * MINUTE,
      'ended',
    ],
    ['cancelled for good', record({ cancelledAt: now }), facts(2), now + 1, 'cancelled'],
    ['live until somebody stops it', record(live), facts(), now + 300 * MINUTE, 'sounding'],
    [
      'live until its last words have sounded',
      record({ ...live, endAt: now + 600 }),
      facts(),
      now + 599,
      'sounding',
    ],
    [
      'ended when its last words have sounded',
      record({ ...live, endAt: now + 600 }),
      facts(2),
      now + 600,
      'ended',
    ],
  ])('is %s', (_, row, known, at, expected) => {
    expect(stateOf(row, known, at)).toBe(expected);
  });

  it('promises a recording only when the broadcast is over', () => {
    const recorded = record({ ...live, endAt: now + 600, recording: 'b1.opus' });
    expect(toBroadcast(recorded, facts(), now).recorded).toBe(false);
    expect(toBroadcast(recorded, facts(), now + 600)).toMatchObject({
      recorded: true,
      createdBy: 'Lê Thị Hoa',
    });
  });
});

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { asLoaError } from '../links/error-answer.ts';
import { BroadcastStore } from '../schedule/broadcast-store.ts';
import { insertReadyMedia, makeStation } from '../schedule/fake-station.ts';
import { planBroadcast } from '../schedule/new-broadcast.ts';
import type { Database } from '../storage/database.ts';
import { MediaStore } from './media-store.ts';

const NOW = 1_000_000;

describe('a recording that is removed and planned at the same moment', () => {
  let db: Database;
  let broadcasts: BroadcastStore;

  beforeEach(async () => {
    ({ db } = await makeStation());
    broadcasts = new BroadcastStore(db);
    await insertReadyMedia(db, 'm1', 60_000);
  });
  afterEach(() => db.destroy());

  const plan = (): Promise<void> => {
    const targets = { areaIds: [], zoneIds: [], clusterIds: ['thach-hung-1'] };
    const request = { title: 'x', class: 'normal', targets, mediaId: 'm1', startAt: NOW + 1 } as const;
    const media = { id: 'm1', durationMs: 60_000 };
    const allowed = { clusterIds: ['thach-hung-1'], rank: 'commune' as const };
    return broadcasts.insert(planBroadcast({ id: 'b1', request, media, allowed, createdBy: 'x' }, NOW));
  };
  const codeOf = (work: Promise<unknown>): Promise<string> =>
    work.then(
      () => 'done',
      (error: unknown) => asLoaError(error).code,
    );

  it('is gone when the plan comes after the question, and the plan is told so', async () => {
    let planned: Promise<string> | undefined;
    const removed = new MediaStore(db).remove('m1', async (mediaId, trx) => {
      const isNeeded = await broadcasts.needsMedia(mediaId, NOW, trx);
      // In the gap between the answer and the removal.
      planned = codeOf(plan());
      return isNeeded;
    });
    expect([await codeOf(removed), await planned]).toEqual(['done', 'input.not-found']);
    expect(await broadcasts.find('b1')).toBeUndefined();
  });

  it('stays when the plan comes first, and who removes it is told so', async () => {
    const isNeeded = (id: string, trx: Database) => broadcasts.needsMedia(id, NOW, trx);
    const [planned, removed] = await Promise.all([
      codeOf(plan()),
      codeOf(new MediaStore(db).remove('m1', isNeeded)),
    ]);
    expect([planned, removed]).toEqual(['done', 'media.in-use']);
    expect(await broadcasts.find('b1')).toMatchObject({ mediaId: 'm1' });
  });
});

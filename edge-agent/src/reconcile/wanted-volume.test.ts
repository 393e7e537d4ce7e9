import { describe, expect, it } from 'vitest';
import { eventually, type VolumeSettings } from '@loa/protocol';
import { VolumeKeeper } from './volume-keeper.ts';
import { wantedVolume } from './wanted-volume.ts';

const NIGHT = [{ fromMinute: 22 * 60, untilMinute: 5 * 60, percent: 40 }];
const SETTINGS: VolumeSettings = { volumePercent: 80, volumeHours: NIGHT };
const at = (time: string) => Date.parse(`2026-09-28T${time}+07:00`);

describe('the volume moves', () => {
  it.each([
    ['slowly when the night begins', '22:00:00.4', false, { percent: 40, isGradual: true }],
    ['at once when it is set some time later', '22:00:05', false, { percent: 40, isGradual: false }],
    ['slowly when the night ends', '05:00:01', false, { percent: 80, isGradual: true }],
    ['at once for an emergency at night', '23:00:00', true, { percent: 80, isGradual: false }],
    [
      'at once for an emergency in the first second of the night',
      '22:00:01',
      true,
      { percent: 80, isGradual: false },
    ],
  ])('%s', (_, time, isEmergency, wanted) => {
    expect(wantedVolume(SETTINGS, { now: at(time), isEmergency })).toEqual(wanted);
  });
});

it('the normal volume holds while the time is not known, and none where none was ever set', () => {
  expect(wantedVolume(SETTINGS, { now: null, isEmergency: false })).toEqual({
    percent: 80,
    isGradual: false,
  });
  expect(wantedVolume(null, { now: at('23:00:00'), isEmergency: false })).toBeNull();
});

describe('the volume that was set', () => {
  class MemoryStore {
    kept: VolumeSettings | null = null;
    saves = 0;

    async load(): Promise<VolumeSettings | null> {
      return this.kept;
    }

    async save(settings: VolumeSettings): Promise<void> {
      this.kept = settings;
      this.saves += 1;
    }
  }
  const log = { error: () => undefined };

  it('holds over a restart, although no valid message says it any more', async () => {
    const store = new MemoryStore();
    const before = new VolumeKeeper({ store, log });
    await before.start();
    before.take(SETTINGS);
    before.take(null);
    await before.close();
    const after = new VolumeKeeper({ store, log });
    await after.start();
    after.take(null);
    expect(after.settings).toEqual(SETTINGS);
  });

  it('is written only when it changes', async () => {
    const store = new MemoryStore();
    const keeper = new VolumeKeeper({ store, log });
    keeper.take({ volumePercent: 70 });
    keeper.take({ volumePercent: 70, volumeHours: [] });
    keeper.take({ volumePercent: 60 });
    await eventually(() => (store.saves === 2 ? undefined : `${store.saves} saves`));
    expect(store.kept).toEqual({ volumePercent: 60, volumeHours: [] });
  });
});

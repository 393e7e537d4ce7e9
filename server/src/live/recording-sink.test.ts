import { readdir } from 'node:fs/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { isDiskFull } from '../storage/database.ts';
import { canMount, openTinyDisk, type TinyDisk } from '../testing/tiny-disk.ts';
import { RecordingSink } from './recording-sink.ts';

const mayMount = await canMount();

describe.skipIf(!mayMount)('a recording on a full disk (skipped where nothing may be mounted)', () => {
  it('tells once that it broke off, and leaves no file that holds no sound', async () => {
    const disk = (await openTinyDisk(1)) as TinyDisk;
    onTestFinished(() => disk.close());
    await disk.fill();
    const told: unknown[] = [];
    const sink = new RecordingSink({
      ...{ folder: disk.folder, broadcastId: 'b1', title: 'Mưa lũ' },
      hasRoom: async () => true,
      onBrokenOff: (error) => told.push(error),
    });
    sink.start({ serial: 1, preSkipSamples: 312 });
    for (let n = 0; n < 200; n += 1) sink.push(new Uint8Array(80).fill(8));
    await sink.close();
    await sink.close();
    expect(told.map(isDiskFull)).toEqual([true]);
    expect(sink.isSound).toBe(false);
    expect(await readdir(disk.folder)).toEqual(['filler']);
  });
});

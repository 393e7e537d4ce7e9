import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { NightKeeper, removeOldFiles } from './night-keeper.ts';

describe('the tasks of the night', () => {
  it('go on after one that fails', async () => {
    const done: string[] = [];
    const keeper = new NightKeeper({
      log: pino({ level: 'silent' }),
      tasks: [
        { name: 'broken', run: () => Promise.reject(new Error('broken')) },
        { name: 'whole', run: async () => void done.push('whole') },
      ],
    });
    keeper.start();
    await keeper.run();
    await keeper.close();
    await keeper.close();
    expect(done).toEqual(['whole']);
  });

  it('remove only files that nobody has written to for long', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'loa-night-'));
    for (const name of ['old', 'new']) await writeFile(join(folder, name), '');
    await utimes(join(folder, 'old'), 1000, 1000);
    await removeOldFiles(folder, 2_000_000);
    expect(await readdir(folder)).toEqual(['new']);
    await rm(folder, { recursive: true, force: true });
  });
});

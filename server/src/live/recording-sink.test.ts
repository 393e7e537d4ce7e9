import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readOggOpus } from '@loa/protocol';
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

describe('a recording that broke off with an earlier run', () => {
  /** A sink and its folder; `told` are the reasons for which it broke off. */
  async function arrange() {
    const folder = await mkdtemp(join(tmpdir(), 'loa-recording-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const told: unknown[] = [];
    const open = (): RecordingSink =>
      new RecordingSink({
        ...{ folder, broadcastId: 'b1', title: 'Mưa lũ' },
        hasRoom: async () => true,
        onBrokenOff: (error) => told.push(error),
      });
    return { open, told, file: join(folder, 'b1.opus') };
  }
  const packet = (n: number) => new Uint8Array(80).fill(8).fill(n, 1);
  const speak = (sink: RecordingSink, from: number, to: number) => {
    sink.start({ serial: from, preSkipSamples: 312 });
    for (let n = from; n < to; n += 1) sink.push(packet(n));
  };

  it('goes on behind what is whole of it, as often as it breaks off', async () => {
    const { open, told, file } = await arrange();
    const first = open();
    speak(first, 0, 120);
    await first.close();
    // Of the last page, which closes the stream, half is lost.
    const whole = await readFile(file);
    await writeFile(file, whole.subarray(0, whole.length - 40));
    for (const from of [120, 180]) {
      const next = open();
      await next.goOn();
      speak(next, from, from + 60);
      await next.close();
      if (from === 120) await writeFile(file, (await readFile(file)).subarray(0, -10));
    }
    const { packets, isComplete } = readOggOpus(await readFile(file));
    const numbers = packets.map((each) => each[1]);
    expect(numbers.slice(0, 100)).toEqual(Array.from({ length: 100 }, (_, n) => n));
    expect(numbers.slice(-60)).toEqual(Array.from({ length: 60 }, (_, n) => 180 + n));
    expect(numbers).toContain(120);
    expect(isComplete).toBe(true);
    expect(told).toEqual([]);
  });

  it('begins anew where there was none, or nothing but a torn header', async () => {
    for (const left of [undefined, Buffer.from('Ogg')]) {
      const { open, told, file } = await arrange();
      if (left !== undefined) await writeFile(file, left);
      const sink = open();
      await sink.goOn();
      speak(sink, 0, 60);
      await sink.close();
      expect(readOggOpus(await readFile(file)).packets).toHaveLength(60);
      expect(told).toEqual([]);
    }
  });

  it('is left as it is where it cannot go on, and that is told', async () => {
    const { open, told, file } = await arrange();
    const first = open();
    speak(first, 0, 60);
    await first.close();
    const before = await readFile(file);
    const sink = open();
    await sink.goOn();
    speak(sink, 60, 120);
    await sink.close();
    expect(await readFile(file)).toEqual(before);
    expect(told).toHaveLength(1);
  });
});

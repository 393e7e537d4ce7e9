import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { LoaError } from '../errors.ts';
import { concat } from './bytes.ts';
import { lastOggEnd } from './ogg-end.ts';
import { OggOpusReader } from './ogg-opus-reader.ts';
import { OggOpusWriter } from './ogg-opus-writer.ts';
import { OpusIndex, readOggOpus } from './ogg-opus.ts';
import { loadOpus } from './opus.ts';

const PRE_SKIP = 312;

/** Packets of 20 ms that differ in content and length; some need more than one segment. */
function somePackets(count: number): Uint8Array[] {
  return Array.from({ length: count }, (_, i) =>
    Uint8Array.from({ length: 3 + ((i * 37) % 600) }, (_, k) => (k === 0 ? 8 : (i + k) & 0xff)),
  );
}

function writeFileOf(packets: Uint8Array[], trimSamples = 0): Uint8Array {
  const writer = new OggOpusWriter({ serial: 7, preSkipSamples: PRE_SKIP, tags: { TITLE: 'Bản tin sáng' } });
  const parts = [writer.header(), ...packets.map((packet) => writer.push(packet) ?? new Uint8Array(0))];
  return concat([...parts, writer.finish(trimSamples)]);
}

describe('an Ogg Opus file', () => {
  it('gives back its packets, its length and its pre-skip', () => {
    const packets = somePackets(173);
    const file = readOggOpus(writeFileOf(packets, 100));
    expect(file.packets).toEqual(packets);
    expect(file).toMatchObject({ channels: 1, preSkipSamples: PRE_SKIP, isComplete: true });
    expect(file.durationSamples).toBe(173 * 960 - PRE_SKIP - 100);
  });

  it('can be read up to the cut, wherever it is cut off', () => {
    const packets = somePackets(120);
    const bytes = writeFileOf(packets);
    for (let end = 0; end < bytes.length; end += 1 + (end % 97)) {
      const cut = bytes.subarray(0, end);
      if (end < 47) {
        expect(() => readOggOpus(cut)).toThrow(LoaError);
        continue;
      }
      const file = readOggOpus(cut);
      expect(file.isComplete).toBe(false);
      expect(file.packets.at(-1)).toEqual(packets[file.packets.length - 1]);
    }
    expect(readOggOpus(bytes.subarray(0, bytes.length - 1)).packets.length).toBeGreaterThanOrEqual(100);
  });

  it('that broke off anywhere goes on as one stream', () => {
    const packets = somePackets(300);
    const bytes = writeFileOf(packets.slice(0, 170));
    const headers = new OggOpusWriter({
      serial: 7,
      preSkipSamples: PRE_SKIP,
      tags: { TITLE: 'Bản tin sáng' },
    });
    for (let cut = headers.header().length; cut < bytes.length; cut += 7_001) {
      const end = lastOggEnd(bytes.subarray(0, cut));
      const kept = bytes.subarray(0, end?.bytes);
      const writer = new OggOpusWriter({ serial: 8, preSkipSamples: PRE_SKIP, ...(end && { after: end }) });
      const more = packets.slice(170).map((packet) => writer.push(packet) ?? new Uint8Array(0));
      const file = readOggOpus(concat([kept, ...more, writer.finish()]));
      const before = readOggOpus(kept).packets;
      expect(concat(file.packets)).toEqual(concat([...before, ...packets.slice(170)]));
      expect(file).toMatchObject({ isComplete: true });
      expect(file.durationSamples).toBe(file.packets.length * 960 - PRE_SKIP);
    }
  });

  it('tells its end from its last bytes alone, and that it was closed', () => {
    const bytes = writeFileOf(somePackets(400));
    const cut = bytes.subarray(0, bytes.length - 1);
    const tail = cut.subarray(cut.length - 70_000);
    const [end, same] = [lastOggEnd(cut), lastOggEnd(tail)];
    expect(same).toEqual({ ...end, bytes: (end?.bytes ?? 0) - (cut.length - tail.length) });
    expect(() => lastOggEnd(bytes)).toThrow(LoaError);
    expect(lastOggEnd(bytes.subarray(0, 20))).toBeUndefined();
  });

  it('is read in pieces of any size as it is read whole', () => {
    const packets = somePackets(130);
    const bytes = writeFileOf(packets);
    const reader = new OggOpusReader();
    const got: Uint8Array[] = [];
    for (let at = 0; at < bytes.length; at += 1_313) got.push(...reader.push(bytes.subarray(at, at + 1_313)));
    expect(got).toEqual(packets);
    expect(reader.ended).toBe(true);
  });

  it('is refused with a reason when a byte in it was changed', () => {
    const bytes = writeFileOf(somePackets(60));
    for (let at = 0; at < bytes.length; at += 211) {
      const changed = bytes.slice();
      changed[at] = (changed[at] as number) ^ 0x10;
      let packets = 0;
      try {
        packets = readOggOpus(changed).packets.length;
      } catch (error) {
        expect(error).toMatchObject({ code: 'audio.malformed' });
        continue;
      }
      // A changed length field can only make the rest look cut off.
      expect(packets).toBeLessThan(60);
    }
  });

  it('is refused when it is nothing of the kind', () => {
    expect(() => readOggOpus(new Uint8Array(0))).toThrow(LoaError);
    expect(() => readOggOpus(new TextEncoder().encode('ID3 this is an MP3'))).toThrow(LoaError);
    expect(() => readOggOpus(concat([writeFileOf(somePackets(3)).subarray(47)]))).toThrow(LoaError);
  });

  it('is understood by ffmpeg, with the same length', async () => {
    const wasm = createRequire(import.meta.url).resolve('@evan/opus/wasm/simd.wasm');
    const opus = await loadOpus(await readFile(wasm));
    const encoder = opus.encoder({
      application: 'audio',
      bitrateBps: 48_000,
      complexity: 5,
      inbandFec: false,
      expectedLossPercent: 0,
      dtx: false,
    });
    const frames = Array.from({ length: 110 }, (_, n) =>
      Int16Array.from({ length: 960 }, (_, k) => 8_000 * Math.sin((n * 960 + k) / 17)),
    );
    const bytes = writeFileOf(
      frames.map((frame) => encoder.encode(frame)),
      480,
    );
    const folder = await mkdtemp(join(tmpdir(), 'loa-ogg-'));
    try {
      await writeFile(join(folder, 'a.opus'), bytes);
      const options = { encoding: 'buffer', maxBuffer: 1e8 } as const;
      const args = ['-v', 'error', '-i', join(folder, 'a.opus'), '-f', 's16le', '-'];
      const { stdout, stderr } = await promisify(execFile)('ffmpeg', args, options);
      expect(stderr.toString()).toBe('');
      expect(stdout.length / 2).toBe(110 * 960 - PRE_SKIP - 480);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

describe('the index of a file', () => {
  const packets = somePackets(500);
  const index = new OpusIndex({ packets, preSkipSamples: PRE_SKIP, durationSamples: 500 * 960 - PRE_SKIP });

  it('starts to decode 80 ms before the wanted position', () => {
    expect(index.seek(240_000)).toEqual({ packetIndex: 246, dropSamples: 240_000 + PRE_SKIP - 246 * 960 });
  });

  it('drops only the pre-skip at the beginning', () => {
    expect(index.seek(0)).toEqual({ packetIndex: 0, dropSamples: PRE_SKIP });
    expect(index.seek(-5)).toEqual({ packetIndex: 0, dropSamples: PRE_SKIP });
  });

  it('has nothing at the end', () => {
    expect(index.seek(index.durationSamples)).toBeUndefined();
    expect(index.seek(index.durationSamples - 1)?.packetIndex).toBe(495);
  });
});

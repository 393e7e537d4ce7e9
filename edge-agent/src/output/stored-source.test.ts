import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { beforeAll, describe, expect, it } from 'vitest';
import { eventually, loadOpus, OggOpusWriter, type Opus } from '@loa/protocol';
import { StoredSource, type MediaFile } from './stored-source.ts';

const SECONDS = 30;
let opus: Opus;
let bytes: Uint8Array;
let original: Int16Array;

/** Sound that is nowhere alike: noise over a tone whose pitch rises. */
function neverAlike(frames: number): Int16Array {
  let seed = 1;
  return Int16Array.from({ length: frames }, (_, i) => {
    seed = (seed * 16_807) % 2_147_483_647;
    const tone = 6000 * Math.sin((2 * Math.PI * (200 + (900 * i) / frames) * i) / 48_000);
    return Math.round(tone + 6000 * (seed / 2_147_483_647 - 0.5));
  });
}

function encoded(): Uint8Array {
  const encoder = opus.encoder({
    application: 'audio',
    bitrateBps: 64_000,
    complexity: 5,
    inbandFec: false,
    expectedLossPercent: 0,
    dtx: false,
  });
  const writer = new OggOpusWriter({ serial: 5, preSkipSamples: encoder.lookaheadSamples });
  const pages = [writer.header()];
  const padded = new Int16Array(original.length + 960);
  padded.set(original);
  for (let at = 0; at < padded.length; at += 960) {
    const page = writer.push(encoder.encode(padded.subarray(at, at + 960)));
    if (page !== undefined) pages.push(page);
  }
  pages.push(writer.finish(960 - encoder.lookaheadSamples));
  encoder.free();
  return Buffer.concat(pages);
}

/** A file in memory, with a count of what was read and a lever for failure. */
class FakeFile implements MediaFile {
  readBytes = 0;
  isBroken = false;

  async read(offset: number, length: number): Promise<Uint8Array> {
    if (this.isBroken) throw new Error('the disk is gone');
    const piece = bytes.subarray(offset, offset + length);
    this.readBytes += piece.length;
    return piece;
  }

  async close(): Promise<void> {
    this.isBroken = true;
  }
}

beforeAll(async () => {
  const wasm = createRequire(import.meta.url).resolve('@evan/opus/wasm/simd.wasm');
  opus = await loadOpus(new Uint8Array(await readFile(wasm)));
  original = neverAlike(SECONDS * 48_000);
  bytes = encoded();
});

function open(file = new FakeFile()): { source: StoredSource; file: FakeFile; failures: unknown[] } {
  const failures: unknown[] = [];
  const source = new StoredSource({
    file,
    decoder: opus.decoder(),
    onFailure: (error) => failures.push(error),
  });
  return { source, file, failures };
}

/** How far what was played lies from the original, frames: where the two are most alike. */
function offsetOf(played: Int16Array, position: number): number {
  let best = { shift: Number.NaN, likeness: Number.NEGATIVE_INFINITY };
  for (let shift = -100; shift <= 100; shift += 1) {
    let product = 0;
    let power = 1;
    for (let i = 0; i < played.length; i += 1) {
      const sample = original[position + shift + i] ?? 0;
      product += (played[i] ?? 0) * sample;
      power += sample * sample;
    }
    const likeness = product / Math.sqrt(power);
    if (likeness > best.likeness) best = { shift, likeness };
  }
  return best.shift;
}

async function takeFrom(source: StoredSource, position: number): Promise<Int16Array> {
  let taken: Int16Array | undefined;
  await eventually(() => {
    taken = source.take(position);
    return taken === undefined ? 'not read yet' : undefined;
  });
  return taken as Int16Array;
}

describe('a stored broadcast', () => {
  it.each([0, 1, 959, 48_000, 480_123, 1_300_007])('is read from frame %i to the frame', async (position) => {
    const { source } = open();
    await source.prepare(position);
    const first = source.take(position) as Int16Array;
    const second = source.take(position + first.length) as Int16Array;
    const played = Int16Array.from([...first, ...second]);
    expect(offsetOf(played, position)).toBe(0);
    source.close();
  });

  it('ends exactly where the recording ends', async () => {
    const { source } = open();
    const last = original.length - 100;
    await source.prepare(last);
    expect(source.take(last)).toHaveLength(100);
    expect(source.take(original.length)).toBeUndefined();
    expect(source.isFed).toBe(false);
    source.close();
  });

  it('reads only some seconds ahead of what is wanted', async () => {
    const { source, file } = open();
    await source.prepare(0);
    expect(file.readBytes).toBeLessThan(bytes.length / 3);
    source.close();
  });

  it('goes back a few milliseconds, as after a fade, without reading the file again', async () => {
    const { source, file } = open();
    await source.prepare(480_000);
    source.take(480_000);
    const read = file.readBytes;
    const again = source.take(479_300) as Int16Array;
    expect(offsetOf(again, 479_300)).toBe(0);
    expect(file.readBytes).toBe(read);
    source.close();
  });

  it('goes back to its beginning when somebody asks for it', async () => {
    const { source } = open();
    await source.prepare(960_000);
    expect(source.take(1000)).toBeUndefined();
    expect(offsetOf(await takeFrom(source, 1000), 1000)).toBe(0);
    source.close();
  });

  it('is silent, and says why, when the disk fails', async () => {
    const { source, file, failures } = open();
    file.isBroken = true;
    await source.prepare(0);
    expect(source.take(0)).toBeUndefined();
    expect(failures).toHaveLength(1);
  });
});

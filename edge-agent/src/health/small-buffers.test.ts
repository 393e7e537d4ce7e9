import { afterEach, expect, it } from 'vitest';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { cutSmallBuffersFromLittle, SMALL_BUFFERS_BYTES } from './small-buffers.ts';

const ofNode = Buffer.poolSize;
const KEPT = 500;

afterEach(() => {
  Buffer.poolSize = ofNode;
});

/** Bytes that are held after one of many small buffers was kept, again and again. */
function heldBy(keep: (buffer: Buffer) => void): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const held = () => {
    collect();
    return process.memoryUsage().arrayBuffers;
  };
  const before = held();
  for (let i = 0; i < KEPT; i += 1) {
    keep(Buffer.allocUnsafe(4));
    for (let n = 0; n < 200; n += 1) Buffer.allocUnsafe(50);
  }
  return held() - before;
}

it('a small buffer that is kept keeps little else', () => {
  const kept: Buffer[] = [];
  expect(heldBy((buffer) => kept.push(buffer))).toBeGreaterThan(KEPT * ofNode * 0.9);
  cutSmallBuffersFromLittle();
  expect(heldBy((buffer) => kept.push(buffer))).toBeLessThan(KEPT * SMALL_BUFFERS_BYTES * 1.1 + ofNode);
  expect(kept).toHaveLength(2 * KEPT);
});

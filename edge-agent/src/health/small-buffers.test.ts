import { Buffer } from 'node:buffer';
import { afterEach, expect, it } from 'vitest';
import { cutSmallBuffersFromLittle, SMALL_BUFFERS_BYTES } from './small-buffers.ts';

const ofNode = Buffer.poolSize;
const KEPT = 500;

afterEach(() => {
  Buffer.poolSize = ofNode;
});

/** Bytes that are held where one of many small buffers is kept, again and again. */
function heldByKept(): number {
  const pieces = new Set<ArrayBufferLike>();
  for (let i = 0; i < KEPT; i += 1) {
    pieces.add(Buffer.allocUnsafe(4).buffer);
    for (let n = 0; n < 200; n += 1) Buffer.allocUnsafe(50);
  }
  return [...pieces].reduce((sum, { byteLength }) => sum + byteLength, 0);
}

it('a small buffer that is kept keeps little else', () => {
  expect(heldByKept()).toBe(KEPT * ofNode);
  cutSmallBuffersFromLittle();
  expect(heldByKept()).toBeLessThanOrEqual(KEPT * SMALL_BUFFERS_BYTES + ofNode);
});

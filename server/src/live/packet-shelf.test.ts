import { describe, expect, it } from 'vitest';
import { PacketShelf } from './packet-shelf.ts';

const packet = (byte: number) => Uint8Array.of(byte);

describe('the shelf of packets', () => {
  it('never looks back: packets that overlap in time leave no gap of negative length', () => {
    const shelf = new PacketShelf();
    shelf.put(0, 960, packet(1));
    shelf.put(100, 960, packet(2));
    shelf.put(1_920, 960, packet(3));
    shelf.advance(960);
    expect(shelf.next()).toEqual({ kind: 'gap', samples: 960, after: packet(3) });
    shelf.advance(960);
    expect(shelf.next()).toEqual({ kind: 'packet', payload: packet(3) });
    shelf.advance(960);
    expect(shelf.next()).toBeUndefined();
  });

  it('goes on across the wrap of the 32-bit clock', () => {
    const shelf = new PacketShelf();
    const before = 2 ** 32 - 960;
    shelf.put(shelf.place(before), 960, packet(1));
    shelf.put(shelf.place(0), 960, packet(2));
    expect(shelf.depth).toBe(1_920);
    shelf.advance(960);
    expect(shelf.next()).toEqual({ kind: 'packet', payload: packet(2) });
  });
});

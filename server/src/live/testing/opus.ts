import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { loadOpus, type Opus, type OpusEncoder } from '@loa/protocol';

/** libopus as a browser and the server have it. */
export async function testOpus(): Promise<Opus> {
  return loadOpus(await readFile(createRequire(import.meta.url).resolve('@evan/opus/wasm/simd.wasm')));
}

/** Encodes as a browser's microphone does. */
export function browserEncoder(opus: Opus): OpusEncoder {
  return opus.encoder({
    application: 'voip',
    bitrateBps: 32_000,
    complexity: 5,
    inbandFec: true,
    expectedLossPercent: 10,
    dtx: false,
  });
}

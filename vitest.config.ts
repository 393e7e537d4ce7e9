import { readFile } from 'node:fs/promises';
import { defineConfig } from 'vitest/config';
import type { Plugin } from 'vitest/config';

const mark = '\0wasm-bytes-of';

/** A `.wasm` import gives its bytes as a Uint8Array, as in the bundles. */
const wasmBytes: Plugin = {
  name: 'wasm-bytes',
  enforce: 'pre',
  async resolveId(source, importer) {
    if (!source.endsWith('.wasm')) return null;
    const found = await this.resolve(source, importer, { skipSelf: true });
    return found === null ? null : `${mark}${found.id}`;
  },
  async load(id) {
    if (!id.startsWith(mark)) return null;
    const base64 = (await readFile(id.slice(mark.length))).toString('base64');
    return `export default new Uint8Array(Buffer.from('${base64}', 'base64'));`;
  },
};

const never = ['**/node_modules/**', '**/dist/**'];
const minuteMs = 60_000;
const real = '{server,edge-agent,firmware-sim}/src/**/*.real.test.ts';

export default defineConfig({
  plugins: [wasmBytes],
  test: {
    // Vitest would hand a file below node_modules to Node, which cannot import bytes.
    server: { deps: { inline: [/wasm-bytes-of/] } },
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: [
            '{protocol,server,edge-agent,firmware-sim,console}/src/**/*.test.{ts,tsx}',
            '.ci/**/*.test.mjs',
          ],
          exclude: [...never, real],
          // A fresh process for every file would spend more time on loading than on testing.
          pool: 'forks',
          isolate: false,
          // Ten minutes of sound are computed in seconds, on a Raspberry Pi in some more.
          testTimeout: minuteMs / 3,
        },
      },
      {
        extends: true,
        // Parts beside real programs (ffmpeg, the media worker, an agent): too slow for the quick checks.
        test: { name: 'real', include: [real], exclude: never, testTimeout: minuteMs },
      },
      {
        extends: true,
        test: {
          name: 'architecture',
          include: ['test/architecture/*.test.ts'],
          exclude: never,
          testTimeout: minuteMs,
        },
      },
      {
        extends: true,
        // The measuring instruments compute for seconds; they are not among the quick checks.
        test: {
          name: 'probe',
          include: ['test/{probe,wan,bench}/**/*.test.ts'],
          exclude: never,
          testTimeout: minuteMs,
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          exclude: never,
          // Whole systems share the machine's sound clock and cores: one at a time, after everything else.
          fileParallelism: false,
          sequence: { groupOrder: 1 },
          testTimeout: 3 * minuteMs,
          hookTimeout: 3 * minuteMs,
        },
      },
    ],
  },
});

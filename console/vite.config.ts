import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import type { Plugin } from 'vite';

const server = { target: 'https://127.0.0.1:8443', secure: false };

/** Lays a compressed copy beside every text file, so that the server need not compress at each request. */
const compressedCopies: Plugin = {
  name: 'compressed-copies',
  apply: 'build',
  async writeBundle({ dir = '' }, bundle) {
    const texts = Object.keys(bundle).filter((name) => /\.(js|css|html)$/.test(name));
    for (const name of texts) {
      const bytes = await readFile(join(dir, name));
      await writeFile(join(dir, `${name}.gz`), gzipSync(bytes, { level: 9 }));
      await writeFile(join(dir, `${name}.br`), brotliCompressSync(bytes));
    }
  },
};

export default defineConfig({
  plugins: [react(), compressedCopies],
  build: { target: 'es2022', assetsInlineLimit: 0, chunkSizeWarningLimit: 400 },
  // While developing, `vite console` serves the screens and a running server answers the rest.
  server: { proxy: { '/api': { ...server, ws: true }, '/media': server } },
});

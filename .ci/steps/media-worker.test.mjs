import { expect, test } from 'vitest';
import { compilersFor, prebuiltName } from './media-worker.mjs';

test('the prebuilt worker is asked for by the name that mediasoup publishes it under', () => {
  const linux = prebuiltName('3.19.3', { platform: 'linux', arch: 'arm64', kernel: '6.1.0-rpi7' });
  expect(linux).toBe('mediasoup-worker-3.19.3-linux-arm64-kernel6.tgz');
  const mac = prebuiltName('3.19.3', { platform: 'darwin', arch: 'arm64', kernel: '23.4.0' });
  expect(mac).toBe('mediasoup-worker-3.19.3-darwin-arm64.tgz');
});

test('a small machine builds with fewer compilers than cores, and never with none', () => {
  expect(compilersFor(4, 8e9)).toBe(4);
  expect(compilersFor(4, 2.1e9)).toBe(2);
  expect(compilersFor(4, 0.5e9)).toBe(1);
});

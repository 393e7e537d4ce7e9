import { expect, test } from 'vitest';
import { isInstalled } from './npm-packages.mjs';

const lock = {
  packages: {
    '': { name: 'loa' },
    server: { version: '0.1.0' },
    'node_modules/ws': { version: '8.0.0', integrity: 'sha512-new' },
    'node_modules/@loa/server': { resolved: 'server', link: true },
    'node_modules/for-another-processor': { version: '1.0.0', optional: true },
  },
};
const link = { resolved: 'server', link: true };
const record = (ws) => ({
  packages: { 'node_modules/@loa/server': link, ...(ws && { 'node_modules/ws': ws }) },
});

test('an installation without the packages of other platforms is complete, wherever they were fetched from', () => {
  const installed = { version: '8.0.0', integrity: 'sha512-new', resolved: 'https://registry/ws-8.0.0.tgz' };
  expect(isInstalled(lock, record(installed))).toBe(true);
});

test('another version, other contents or a missing package call for an installation', () => {
  expect(isInstalled(lock, record({ version: '7.9.0', integrity: 'sha512-old' }))).toBe(false);
  expect(isInstalled(lock, record({ version: '8.0.0', integrity: 'sha512-changed' }))).toBe(false);
  expect(isInstalled(lock, record(undefined))).toBe(false);
});

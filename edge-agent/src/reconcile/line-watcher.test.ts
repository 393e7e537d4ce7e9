import { beforeEach, expect, it } from 'vitest';
import { LineWatcher } from './line-watcher.ts';

let line: { isSilent: boolean; hasJustHeard: boolean; addresses: string };
let done: string[];
let watch: LineWatcher;

beforeEach(() => {
  line = { isSilent: false, hasJustHeard: false, addresses: '10.0.0.2%0' };
  done = [];
  watch = new LineWatcher({
    isSilent: () => line.isSilent,
    hasJustHeard: () => line.hasJustHeard,
    addresses: () => line.addresses,
    renewAll: () => done.push('renew'),
    probeBroker: () => done.push('probe'),
    look: () => done.push('look'),
  });
});

/** What is done at a tick after the line has become so. */
function after(change: Partial<typeof line>): string[] {
  Object.assign(line, change);
  done = [];
  // Addresses are looked at every other time.
  watch.tick();
  watch.tick();
  return done;
}

it('does nothing while all is as it was', () => {
  expect(after({})).toEqual([]);
});

it('opens everything anew when the machine has another address, once', () => {
  expect(after({ addresses: '10.0.0.3%0' })).toEqual(['renew', 'look']);
  expect(after({})).toEqual([]);
});

it('does not ask for the address while sound comes, and finds the new one when it stays away', () => {
  expect(after({ addresses: '10.0.0.3%0', hasJustHeard: true })).toEqual([]);
  expect(after({ hasJustHeard: false })).toEqual(['renew', 'look']);
});

it('waits while there is no address at all, and acts when one is there', () => {
  expect(after({ addresses: '' })).toEqual([]);
  expect(after({ addresses: '10.0.0.2%0' })).toEqual(['renew', 'look']);
});

it('doubts the broker when live sound stays away, and lets the reconciler look when it is back', () => {
  expect(after({ isSilent: true })).toEqual(['probe', 'look']);
  expect(after({})).toEqual([]);
  expect(after({ isSilent: false })).toEqual(['look']);
});

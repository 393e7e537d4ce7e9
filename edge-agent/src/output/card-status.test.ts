import { expect, it } from 'vitest';
import { isWallTime, parseCardStatus } from './card-status.ts';

const RUNNING = `state: RUNNING
owner_pid   : 1413
trigger_time: 112.704953381
tstamp      : 131.223318000
delay       : 4800
avail       : 4800
avail_max   : 5280
-----
hw_ptr      : 888960
appl_ptr    : 893760
`;

it('reads what Linux writes about a running card', () => {
  const status = parseCardStatus(RUNNING);
  expect(status).toEqual({ state: 'RUNNING', tstampS: 131.223318, hwPtr: 888_960, applPtr: 893_760 });
});

it('takes a closed card, a torn text and an empty file for no card', () => {
  expect(parseCardStatus('closed\n')).toBeUndefined();
  expect(parseCardStatus(RUNNING.slice(0, 150))).toBeUndefined();
  expect(parseCardStatus('')).toBeUndefined();
});

it('tells a wall clock from the time since the machine started', () => {
  expect(isWallTime(1_790_000_000.5)).toBe(true);
  expect(isWallTime(131.2)).toBe(false);
});

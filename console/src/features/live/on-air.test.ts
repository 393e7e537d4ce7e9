import { expect, test } from 'vitest';
import { LATENCY_MS } from '@loa/protocol';
import type { Cluster } from '@loa/protocol';
import { CHIME_WAIT_MS, choiceOf, DELAY_MS, isChiming, lineOf, nextStep, poleOnAir } from './on-air.ts';
import type { OnAir } from './on-air.ts';

const onAir: OnAir = {
  ...{ broadcastId: 'b', microphoneId: 'm1', hasChime: true, startedMono: 100 },
  ...{ bootId: 'first', resumedMono: null },
};

test('the delays that speakers are told are those of the contract', () => {
  expect(DELAY_MS).toEqual(LATENCY_MS);
});

test('a microphone that came back under another number is handed over', () => {
  expect(nextStep(onAir, 'm2', 'lost')).toEqual({ do: 'take-over', microphoneId: 'm2' });
});

test('a microphone that only the server has lost is connected anew', () => {
  expect(nextStep(onAir, 'm1', 'lost')).toEqual({ do: 'reconnect', afterMs: 2_000 });
});

test('a microphone that died with its media worker is opened anew at once', () => {
  expect(nextStep(onAir, 'm1', 'gone')).toEqual({ do: 'reconnect', afterMs: 150 });
  expect(nextStep(onAir, 'm2', 'gone')).toEqual({ do: 'take-over', microphoneId: 'm2' });
  expect(nextStep(onAir, null, 'gone')).toEqual({ do: 'nothing' });
});

test('silence of a speaker is no reason to reconnect', () => {
  expect(nextStep(onAir, 'm1', 'silent')).toEqual({ do: 'nothing' });
  expect(nextStep(onAir, null, 'lost')).toEqual({ do: 'nothing' });
  expect(nextStep(null, 'm2', 'lost')).toEqual({ do: 'nothing' });
});

test('a speaker is told that the server is away, was started anew, and for a while that it goes on', () => {
  const line = (onAirNow: typeof onAir, isOpen: boolean, bootId: string, now = 0) =>
    lineOf(onAirNow, { isOpen, bootId }, now);
  expect(line(onAir, true, 'first')).toBe('fine');
  expect(line(onAir, false, 'first')).toBe('away');
  expect(line(onAir, true, 'second')).toBe('restarted');
  const resumed = { ...onAir, bootId: 'second', resumedMono: 1_000 };
  expect(line(resumed, true, 'second', 8_999)).toBe('resumed');
  expect(line(resumed, true, 'second', 9_000)).toBe('fine');
  expect(line(resumed, false, 'second', 2_000)).toBe('away');
});

test('nobody is asked to speak into the chime', () => {
  expect(isChiming(onAir, 100 + CHIME_WAIT_MS - 1)).toBe(true);
  expect(isChiming(onAir, 100 + CHIME_WAIT_MS)).toBe(false);
  expect(isChiming({ ...onAir, hasChime: false }, 100)).toBe(false);
});

test('an emergency never comes out of memory', () => {
  expect(choiceOf({ class: 'emergency', profile: 'sturdy', chime: 'none' })).toEqual({
    ...{ class: 'normal', profile: 'sturdy', chime: 'none' },
  });
  expect(choiceOf('nonsense')).toEqual({ class: 'normal', profile: 'standard', chime: 'station' });
});

test('a pole that plays another broadcast is silent in this one', () => {
  const sounding = { broadcastId: 'b', kind: 'live', positionMs: 0, heard: true } as const;
  const pole = (fields: object) =>
    poleOnAir({ state: 'online', telemetry: null, reported: null, ...fields } as unknown as Cluster, 'b');
  expect(pole({ reported: { sounding: { ...sounding, heard: false } } })).toBe('sounding');
  expect(pole({ telemetry: { sounding }, reported: { sounding: { ...sounding, heard: false } } })).toBe(
    'heard',
  );
  expect(pole({ reported: { sounding: { ...sounding, broadcastId: 'x' } } })).toBe('silent');
  expect(pole({ state: 'offline', reported: { sounding } })).toBe('offline');
});

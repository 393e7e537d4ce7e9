import { describe, expect, it } from 'vitest';
import type { Presence, Reported, Telemetry } from '@loa/protocol';
import { fallSilent, readMessage, takeMessage } from './pole-messages.ts';
import { UNKNOWN_POLE, countPoles, isOnline, soundingOf, type PoleState } from './pole-state.ts';

export const presence = (online: boolean): Presence => ({ online, bootId: 'b', at: 1, agentVersion: '0' });
const sounding = { broadcastId: 'b1', kind: 'live' as const, positionMs: 0, heard: false };
const told = (at: number, what: typeof sounding | null) => ({ at, sounding: what });
const live = { retained: false, now: 1000 };
const retained = { retained: true, now: 1000 };
const online: PoleState = { ...UNKNOWN_POLE, presence: presence(true) };

describe('a message of a pole', () => {
  it('is refused with a reason when it does not fit', () => {
    expect(readMessage('presence', '{')).toEqual({ refusal: 'no JSON' });
    expect(readMessage('presence', '{"online":"yes"}')).toMatchObject({
      refusal: expect.any(String) as string,
    });
    expect(readMessage('presence', JSON.stringify(presence(true)))).toMatchObject({ name: 'presence' });
  });

  it('brings back a pole that its last will had declared gone', () => {
    const gone = { ...UNKNOWN_POLE, presence: presence(false) };
    const body = told(2, null) as Telemetry;
    expect(isOnline(takeMessage(gone, { name: 'telemetry', body }, live))).toBe(true);
    expect(
      isOnline(takeMessage(gone, { name: 'reported', body: body as unknown as Reported }, retained)),
    ).toBe(false);
  });

  it('is a sign of life only when it is live and no farewell', () => {
    const seen = (message: Parameters<typeof takeMessage>[1], about: typeof live) =>
      takeMessage(UNKNOWN_POLE, message, about).lastSeenAt;
    expect(seen({ name: 'presence', body: presence(true) }, live)).toBe(1000);
    expect(seen({ name: 'presence', body: presence(true) }, retained)).toBeNull();
    expect(seen({ name: 'presence', body: presence(false) }, live)).toBeNull();
  });
});

describe('the state of a pole', () => {
  it('is offline after silence, with the rest of what it said', () => {
    const silent = fallSilent(online);
    expect(isOnline(silent)).toBe(false);
    expect(silent.presence).toMatchObject({ bootId: 'b' });
    expect(fallSilent(UNKNOWN_POLE).presence).toBeNull();
  });

  it('sounds as the newer of its two words says, and not at all while it is offline', () => {
    const reported = told(10, sounding) as Reported;
    const telemetry = told(20, null) as Telemetry;
    expect(soundingOf({ ...online, reported, telemetry })).toBeNull();
    expect(soundingOf({ ...online, reported: { ...reported, at: 30 }, telemetry })).toBe(sounding);
    expect(soundingOf({ ...fallSilent(online), reported })).toBeNull();
  });

  it('is counted for the broadcast that sounds there', () => {
    const state = { ...online, reported: told(1, sounding) as Reported };
    const poles = [
      { clusterId: 'c1', state },
      { clusterId: 'c2', state: online },
      { clusterId: 'c3', state: UNKNOWN_POLE },
    ];
    expect(countPoles('b1', poles, new Set(['c1', 'c3', 'elsewhere']))).toEqual({
      ...{ targeted: 3, online: 2, sounding: 1, heard: 2 },
    });
    expect(countPoles('b2', poles, new Set())).toMatchObject({ sounding: 0, heard: 0 });
  });
});

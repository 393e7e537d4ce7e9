import { TOPICS, misfit, type Presence, type Reported, type Telemetry } from '@loa/protocol';
import { isOnline, type PoleState } from './pole-state.ts';

/** A message that fits its schema. */
export type PoleMessage =
  | { name: 'presence'; body: Presence }
  | { name: 'reported'; body: Reported }
  | { name: 'telemetry'; body: Telemetry };

/** The message, or why it is none. */
export function readMessage(name: PoleMessage['name'], payload: string): PoleMessage | { refusal: string } {
  let body: unknown;
  try {
    body = JSON.parse(payload);
  } catch {
    return { refusal: 'no JSON' };
  }
  const refusal = misfit(TOPICS[name].schema, body);
  return refusal === undefined ? ({ name, body } as PoleMessage) : { refusal };
}

/**
 * The state after a message that came at `now` (wall ms). A retained message tells what was, and wakes nobody up; a
 * live one proves that the pole is there, whatever its last will said.
 */
export function takeMessage(
  state: PoleState,
  message: PoleMessage,
  { retained, now }: { retained: boolean; now: number },
): PoleState {
  const isFarewell = message.name === 'presence' && !message.body.online;
  const lastSeenAt = retained || isFarewell ? state.lastSeenAt : now;
  if (message.name === 'presence') return { ...state, lastSeenAt, presence: message.body };
  const presence = retained ? state.presence : awake(state);
  return message.name === 'reported'
    ? { ...state, lastSeenAt, presence, reported: message.body }
    : { ...state, lastSeenAt, presence, telemetry: message.body };
}

/** The state of a pole from which nothing came for too long. */
export function fallSilent(state: PoleState): PoleState {
  return { ...state, presence: state.presence === null ? null : { ...state.presence, online: false } };
}

function awake(state: PoleState): Presence | null {
  return state.presence === null || isOnline(state) ? state.presence : { ...state.presence, online: true };
}

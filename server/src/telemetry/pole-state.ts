import type { Counts, Presence, Reported, Sounding, Telemetry } from '@loa/protocol';

/** What is known of one pole from its own messages. */
export interface PoleState {
  /** With `online` false also when it has been silent for too long. */
  presence: Presence | null;
  reported: Reported | null;
  telemetry: Telemetry | null;
  /** When the last live message of any kind came (wall ms). */
  lastSeenAt: number | null;
}

export const UNKNOWN_POLE: PoleState = { presence: null, reported: null, telemetry: null, lastSeenAt: null };

export function isOnline({ presence }: PoleState): boolean {
  return presence?.online === true;
}

/** What sounds there by the newer of its two words; null when nothing does or it is offline. */
export function soundingOf(state: PoleState): Sounding | null {
  if (!isOnline(state)) return null;
  const { reported, telemetry } = state;
  const isTelemetryNewer = (telemetry?.at ?? -1) >= (reported?.at ?? -1);
  return (isTelemetryNewer ? telemetry?.sounding : reported?.sounding) ?? null;
}

/** `heardBy`: clusters that have heard the broadcast at any time since it began. */
export function countPoles(
  broadcastId: string,
  poles: readonly { clusterId: string; state: PoleState }[],
  heardBy: ReadonlySet<string>,
): Counts {
  return {
    targeted: poles.length,
    online: poles.filter(({ state }) => isOnline(state)).length,
    sounding: poles.filter(({ state }) => soundingOf(state)?.broadcastId === broadcastId).length,
    heard: poles.filter(({ clusterId }) => heardBy.has(clusterId)).length,
  };
}

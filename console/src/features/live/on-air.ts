import type { Broadcast, Cluster, GoLive, LatencyProfile, PriorityClass } from '@loa/protocol';

/** Length of the station's chime and the breath after it (ms): from the answer of the server to "speak now". */
export const CHIME_WAIT_MS = 1_500;

/** From microphone to loudspeaker (ms); a copy of the contract's table, which would bring the schemas' library along. */
export const DELAY_MS: Record<LatencyProfile, number> = { talk: 300, standard: 600, sturdy: 1500 };

/** What the console started itself and still speaks into. Local times are `performance.now()` (ms). */
export interface OnAir {
  broadcastId: string;
  /** Under which number the microphone is on air; another one has to be handed over. */
  microphoneId: string;
  hasChime: boolean;
  startedMono: number;
  /** The run of the server that hears it; null when that is not known. */
  bootId: string | null;
  /** When it went on after a restart of the server; null while it never had to. */
  resumedMono: number | null;
}

export type Step =
  | { do: 'take-over'; microphoneId: string }
  /** `afterMs`: what is only lost may come back by itself. */
  | { do: 'reconnect'; afterMs: number }
  | { do: 'nothing' };

/** How long the server may call a microphone lost before another way to it is opened, ms. */
const PATIENCE_MS = 2_000;
/** One that is gone, as its media worker died, is opened anew as soon as another worker is likely to be there, ms. */
const NEW_WORKER_MS = 150;

/**
 * What keeps a broadcast supplied with a microphone. `microphoneId` is the one that is ready, null while none is;
 * `heard` is what the server says of the one on air.
 */
export function nextStep(
  onAir: OnAir | null,
  microphoneId: string | null,
  heard: 'heard' | 'silent' | 'lost' | 'gone' | null,
): Step {
  if (onAir === null || microphoneId === null) return { do: 'nothing' };
  if (microphoneId !== onAir.microphoneId) return { do: 'take-over', microphoneId };
  if (heard === 'gone') return { do: 'reconnect', afterMs: NEW_WORKER_MS };
  return heard === 'lost' ? { do: 'reconnect', afterMs: PATIENCE_MS } : { do: 'nothing' };
}

/** How long a speaker is told that the broadcast went on: both takes in a second, and somebody looks up later (ms). */
const RESUMED_SHOWN_MS = 8_000;

/**
 * How the speaker's line to the server stands: `away` while it cannot be reached, `restarted` when it was started anew and
 * the microphone is not on air there yet, `resumed` for a while after it is. None needs a person: all mend themselves.
 */
export function lineOf(
  { bootId, resumedMono }: OnAir,
  connection: { isOpen: boolean; bootId: string | null },
  nowMono: number,
): 'fine' | 'away' | 'restarted' | 'resumed' {
  if (!connection.isOpen) return 'away';
  if (bootId !== null && bootId !== connection.bootId) return 'restarted';
  return resumedMono !== null && nowMono - resumedMono < RESUMED_SHOWN_MS ? 'resumed' : 'fine';
}

/** Whether the chime still sounds, so that nobody speaks into it. */
export function isChiming(onAir: OnAir, nowMono: number): boolean {
  return onAir.hasChime && nowMono - onAir.startedMono < CHIME_WAIT_MS;
}

export interface LiveChoice {
  class: PriorityClass;
  profile: LatencyProfile;
  chime: GoLive['chime'];
}

const FIRST: LiveChoice = { class: 'normal', profile: 'standard', chime: 'station' };
/** In an emergency the first word counts, so no chime goes before it unless somebody asks for it. */
export const FIRST_EMERGENCY: LiveChoice = { class: 'emergency', profile: 'standard', chime: 'none' };

/** The choice that was remembered, as far as it is one; an emergency never comes out of memory. */
export function choiceOf(remembered: unknown): LiveChoice {
  const old = (
    typeof remembered === 'object' && remembered !== null ? remembered : {}
  ) as Partial<LiveChoice>;
  return {
    class: old.class === 'priority' ? 'priority' : FIRST.class,
    profile: old.profile === 'talk' || old.profile === 'sturdy' ? old.profile : FIRST.profile,
    chime: old.chime === 'none' ? 'none' : FIRST.chime,
  };
}

export type PoleOnAir = 'heard' | 'sounding' | 'silent' | 'offline';

/** How far a pole is in a broadcast; "sounding" is what it plays, "heard" what was measured at its amplifier. */
export function poleOnAir(cluster: Cluster, broadcastId: string): PoleOnAir {
  if (cluster.state !== 'online') return 'offline';
  const said = [cluster.telemetry?.sounding, cluster.reported?.sounding].filter(
    (sounding) => sounding?.broadcastId === broadcastId,
  );
  if (said.length === 0) return 'silent';
  return said.some((sounding) => sounding?.heard) ? 'heard' : 'sounding';
}

const ORDER: readonly PoleOnAir[] = ['offline', 'silent', 'sounding', 'heard'];

/** Poles with what worries first. */
export function polesOnAir(clusters: readonly Cluster[], broadcast: Broadcast) {
  return clusters
    .filter(({ id }) => broadcast.clusterIds.includes(id))
    .map((cluster) => ({ cluster, state: poleOnAir(cluster, broadcast.id) }))
    .sort((a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state));
}

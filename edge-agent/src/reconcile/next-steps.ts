import type { Desired, LiveSession, MediaFlow, Plan } from '@loa/protocol';
import { filesToDrop, RESERVE_BYTES, type CachedFile } from '../cache/eviction.ts';
import type { WantedVolume } from './wanted-volume.ts';

/** What the pole is doing, gathered before anything is decided. */
export interface Facts {
  /** The media request of the moment; only the flow that answers it is ours. */
  mediaRequest: string;
  /** The flow that is open or being opened. */
  flow: MediaFlow | null;
  /** The live session whose packets are expected. */
  expected: LiveSession | null;
  /** Since when live packets are due without one having come (monotonic ms); null when none are due. */
  silentSinceMono: number | null;
  /** Before this a fresh flow is not asked for again (monotonic ms). */
  mayAskMono: number;
  /** The volume that is set, and the one that is wanted now; null before the first. */
  volumePercent: number | null;
  wantedVolume: WantedVolume | null;
  files: readonly CachedFile[];
  fetching: ReadonlySet<string>;
  fetchingBytes: number;
  freeBytes: number;
  limitBytes: number;
}

/** One thing to do next. */
export type Step =
  | { kind: 'open-flow'; flow: MediaFlow }
  | { kind: 'close-flow' }
  | { kind: 'ask-flow' }
  | { kind: 'expect-live'; live: LiveSession }
  | { kind: 'forget-live' }
  | { kind: 'set-volume'; percent: number; isGradual: boolean }
  | { kind: 'fetch-media'; sha256: string; bytes: number }
  | { kind: 'give-up-media'; sha256: string }
  | { kind: 'drop-media'; sha256: string };

/** Silence after which a live flow counts as lost, ms: forty packets in a row, which no burst on a living line takes. */
export const SILENT_AFTER_MS = 800;
/** Silence after which a live broadcast no longer keeps others from sounding, ms. */
const LOST_AFTER_MS = 10_000;

/** `now` is wall ms, `nowMono` monotonic. A missing `desired` or `plan` asks for nothing and stops what it asked for. */
export function nextSteps(facts: Facts, desired: Desired | null, plan: Plan | null, now: Moment): Step[] {
  return [
    ...volumeSteps(facts),
    ...flowSteps(facts, desired),
    ...liveSteps(facts, desired, now.mono),
    ...mediaSteps(facts, plan, now.wall),
  ];
}

/** One moment on both clocks. */
export interface Moment {
  wall: number;
  mono: number;
}

/** Whether live packets are due and have been missing for too long. */
export function isFlowSilent({ silentSinceMono }: Pick<Facts, 'silentSinceMono'>, nowMono: number): boolean {
  return silentSinceMono !== null && nowMono - silentSinceMono >= SILENT_AFTER_MS;
}

/** Whether live packets have been missing for so long that the server is gone, rather than the line bad. */
export function isLiveLost(silentSinceMono: number | null, nowMono: number): boolean {
  return silentSinceMono !== null && nowMono - silentSinceMono >= LOST_AFTER_MS;
}

/** Files that the plan still needs, the soonest first. */
export function neededMedia(plan: Plan | null, now: number): Map<string, number> {
  const coming = (plan?.occurrences ?? []).filter(({ latestEndAt }) => latestEndAt > now);
  const soonest = coming.toSorted((one, other) => one.startAt - other.startAt);
  return new Map(soonest.map(({ media }) => [media.sha256, media.bytes]));
}

function volumeSteps({ volumePercent, wantedVolume }: Facts): Step[] {
  if (wantedVolume === null || wantedVolume.percent === volumePercent) return [];
  return [{ kind: 'set-volume', ...wantedVolume }];
}

function flowSteps({ flow, mediaRequest }: Facts, desired: Desired | null): Step[] {
  const wanted = desired?.media ?? null;
  if (wanted === null) return flow === null ? [] : [{ kind: 'close-flow' }];
  // A flow for an earlier request has keys that were in use before: its answer is on the way.
  if (wanted.request !== mediaRequest || (flow !== null && sameFlow(flow, wanted))) return [];
  return [{ kind: 'open-flow', flow: wanted }];
}

function liveSteps(facts: Facts, desired: Desired | null, nowMono: number): Step[] {
  const wanted = desired?.live ?? null;
  const { expected } = facts;
  if (wanted === null) return expected === null ? [] : [{ kind: 'forget-live' }];
  if (expected === null || !sameStreams(expected, wanted)) return [{ kind: 'expect-live', live: wanted }];
  return isFlowSilent(facts, nowMono) && nowMono >= facts.mayAskMono ? [{ kind: 'ask-flow' }] : [];
}

function mediaSteps(facts: Facts, plan: Plan | null, now: number): Step[] {
  const { fetching } = facts;
  const needed = neededMedia(plan, now);
  const { dropped, fitting } = shareOutSpace(facts, needed);
  return [
    ...[...fetching]
      .filter((sha256) => !needed.has(sha256))
      .map((sha256): Step => ({ kind: 'give-up-media', sha256 })),
    ...dropped.map((sha256): Step => ({ kind: 'drop-media', sha256 })),
    ...fitting.map(([sha256, bytes]): Step => ({ kind: 'fetch-media', sha256, bytes })),
  ];
}

/** Whether files are needed for which no space can be made. */
export function lacksSpace(facts: Facts, plan: Plan | null, now: number): boolean {
  const { missing, fitting } = shareOutSpace(facts, neededMedia(plan, now));
  return fitting.length < missing.length;
}

function shareOutSpace(facts: Facts, needed: ReadonlyMap<string, number>) {
  const { files, fetching, fetchingBytes, freeBytes, limitBytes } = facts;
  const present = new Set(files.map(({ sha256 }) => sha256));
  const missing = [...needed].filter(([sha256]) => !present.has(sha256) && !fetching.has(sha256));
  const wantedBytes = fetchingBytes + missing.reduce((sum, [, bytes]) => sum + bytes, 0);
  const dropped = filesToDrop({ files, needed: new Set(needed.keys()), freeBytes, wantedBytes, limitBytes });
  const isDropped = new Set(dropped);
  const regained = files.reduce((sum, { sha256, bytes }) => sum + (isDropped.has(sha256) ? bytes : 0), 0);
  let left = freeBytes + regained - fetchingBytes - RESERVE_BYTES;
  const fitting = missing.filter(([, bytes]) => {
    left -= bytes;
    return left >= 0;
  });
  return { missing, dropped, fitting };
}

function sameFlow(one: MediaFlow, other: MediaFlow): boolean {
  const { request, host, port, sealedKeys } = other;
  return one.request === request && one.host === host && one.port === port && one.sealedKeys === sealedKeys;
}

/** The end and the title may change while the streams are the same. */
function sameStreams(one: LiveSession, other: LiveSession): boolean {
  const isSameFlow = one.ssrc === other.ssrc && one.payloadType === other.payloadType;
  const isSameSpread = one.spread?.ssrc === other.spread?.ssrc;
  const isSameLine = one.profile === other.profile && one.startAt === other.startAt;
  return isSameFlow && isSameSpread && isSameLine && one.broadcastId === other.broadcastId;
}

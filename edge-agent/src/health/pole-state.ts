import type { Plan, Problem, Reported, Sounding } from '@loa/protocol';
import { neededMedia } from '../reconcile/next-steps.ts';

export interface StateFacts {
  now: number;
  bootId: string;
  desiredRevision: number;
  planRevision: number;
  mediaRequest: string;
  wantsSpread: boolean;
  sounding: Sounding | null;
  suspended: string[];
  plan: Plan | null;
  /** SHA-256 of the files that are here. */
  present: ReadonlySet<string>;
  clock: Reported['clock'];
  refused: Record<string, number>;
  /** Datagrams and packets of the media flow that were refused, by reason. */
  refusedMedia: Record<string, number>;
  problems: Problem[];
}

/** What the pole tells of itself. */
export function reportedOf(facts: StateFacts): Reported {
  const { now, bootId, desiredRevision, planRevision, mediaRequest, wantsSpread } = facts;
  const { sounding, suspended, clock, problems } = facts;
  return {
    at: now,
    bootId,
    desiredRevision,
    planRevision,
    mediaRequest,
    wantsSpread,
    sounding,
    suspended,
    plan: planState(facts),
    clock,
    refused: Object.assign(named(facts.refusedMedia), facts.refused),
    problems,
  };
}

function planState({ plan, present, now }: StateFacts): Reported['plan'] {
  const coming = (plan?.occurrences ?? []).filter(({ latestEndAt }) => latestEndAt > now);
  const missing = [...neededMedia(plan, now).keys()].filter((sha256) => !present.has(sha256));
  return {
    completeUntil: plan?.completeUntil ?? 0,
    occurrences: coming.length,
    missingMedia: missing.length,
  };
}

function named(refusedMedia: Record<string, number>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(refusedMedia).map(([reason, count]) => [`packet.${reason}`, count]),
  );
}

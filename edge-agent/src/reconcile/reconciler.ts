import type { Desired, LiveSession, Plan } from '@loa/protocol';
import type { Logger } from 'pino';
import type { MediaFetcher } from '../cache/media-fetcher.ts';
import type { MediaStore } from '../cache/media-store.ts';
import type { ProblemBoard } from '../health/problem-board.ts';
import type { Every } from '../round-keeper.ts';
import { candidatesOf } from './candidates.ts';
import type { FlowOpener } from './flow-opener.ts';
import {
  isFlowSilent,
  isLiveLost as isLost,
  lacksSpace,
  neededMedia,
  nextSteps,
  type Facts,
  type Moment,
  type Step,
} from './next-steps.ts';
import type { StepMoment, StepRunner } from './step-runner.ts';
import type { Candidate } from './turn-board.ts';
import type { VolumeKeeper } from './volume-keeper.ts';
import { wantedVolume } from './wanted-volume.ts';

const TICK_MS = 480;
/** The disk is measured no oftener than this, ms: each time wakes another thread. */
const SPACE_MS = 2_000;
/** A missing file is an ailment when its broadcast is due so soon, ms. */
const MISSING_SOON_MS = 600_000;
/** The volume of an emergency is set this long before it sounds, ms: a look and a bit. */
const LOUD_BEFORE_MS = 700;

export interface ReconcilerParts {
  flow: FlowOpener;
  fetcher: MediaFetcher;
  media: MediaStore;
  steps: StepRunner;
  problems: ProblemBoard;
  volume: VolumeKeeper;
}

export interface ReconcilerFacts {
  /** What the server wants; null where nothing valid is in hand. */
  desired: () => Desired | null;
  plan: () => Plan | null;
  /** Whether the server itself has sent the plan, or vouched for it anew, since this program started. */
  isPlanFresh: () => boolean;
  moment: () => Moment;
  isClockKnown: () => boolean;
  /** Whether an emergency sounds, or is to sound within so many ms of `now`. */
  isEmergencyNear: (now: number, withinMs: number) => boolean;
  /** All who may want to sound, and the file of each stored one; called at every look. */
  onCandidates: (candidates: Candidate[], now: Moment, fileOf: FileOf) => void;
  /** Bytes that the audio files may take together. */
  limitBytes: number;
  log: Logger;
}

/** The path of a stored broadcast's file; undefined for others. */
export type FileOf = (broadcastId: string) => string | undefined;

/** Compares what the pole should be doing with what it does, and takes the next steps. */
export class Reconciler {
  readonly #parts: ReconcilerParts;
  readonly #facts: ReconcilerFacts;
  #stop: (() => void) | undefined;
  #volumePercent: number | null = null;
  #freeBytes = Number.POSITIVE_INFINITY;
  #measuredMono = Number.NEGATIVE_INFINITY;
  #live: { id: string; seenAt: number; isClockKnown: boolean } | undefined;
  #failing = new Set<Step['kind']>();

  constructor(parts: ReconcilerParts, facts: ReconcilerFacts) {
    this.#parts = parts;
    this.#facts = facts;
  }

  start(every: Every): void {
    this.#stop ??= every(TICK_MS, () => this.look());
    this.look();
  }

  /** Twice is fine. */
  close(): void {
    this.#stop?.();
    this.#stop = undefined;
  }

  /** Looks at everything now. */
  look(): void {
    const moment = this.#facts.moment();
    this.#measureSpaceSometimes(moment.mono);
    const isClockKnown = this.#facts.isClockKnown();
    const desired = this.#facts.desired();
    const plan = this.#facts.plan();
    const now = {
      isClockKnown,
      liveSeenAt: this.#noteLive(desired?.live ?? null, moment.wall, isClockKnown),
      ...moment,
    };
    this.#offerCandidates(desired, plan, now);
    this.#parts.volume.take(desired);
    const facts = this.#gather(desired, now);
    for (const step of nextSteps(facts, desired, plan, moment)) this.#run(step, now);
    this.#showProblems(facts, plan, now);
  }

  // A live session that began without a known clock is received anew when the clock is known: its line has changed.
  #noteLive(live: LiveSession | null, now: number, isClockKnown: boolean): number {
    if (live === null) this.#live = undefined;
    else if (this.#live?.id !== live.broadcastId)
      this.#live = { id: live.broadcastId, seenAt: now, isClockKnown };
    else if (this.#live.isClockKnown !== isClockKnown) {
      this.#live = { id: live.broadcastId, seenAt: now, isClockKnown };
      this.#parts.flow.forget();
    }
    return this.#live?.seenAt ?? now;
  }

  #offerCandidates(desired: Desired | null, plan: Plan | null, now: StepMoment): void {
    const { present } = this.#parts.media;
    const { isClockKnown, liveSeenAt } = now;
    const isLiveLost = isLost(this.#parts.flow.silentSince(desired?.live ?? null, now), now.mono);
    const isPlanFresh = this.#facts.isPlanFresh();
    const known = { desired, plan, isPlanFresh, present, isClockKnown, liveSeenAt, isLiveLost };
    const candidates = candidatesOf(known);
    const fileOf: FileOf = (id) => {
      const occurrence = plan?.occurrences.find(({ broadcastId }) => broadcastId === id);
      return occurrence === undefined ? undefined : this.#parts.media.pathOf(occurrence.media.sha256);
    };
    this.#facts.onCandidates(candidates, now, fileOf);
  }

  #gather(desired: Desired | null, moment: StepMoment): Facts {
    const { flow, fetcher, media, volume } = this.#parts;
    const { wall, isClockKnown } = moment;
    const isEmergency = this.#facts.isEmergencyNear(wall, LOUD_BEFORE_MS);
    return {
      mediaRequest: flow.mediaRequest,
      flow: flow.flow(moment.mono),
      expected: flow.expected,
      silentSinceMono: flow.silentSince(desired?.live ?? null, moment),
      mayAskMono: flow.mayAskMono,
      volumePercent: this.#volumePercent,
      wantedVolume: wantedVolume(volume.settings, { now: isClockKnown ? wall : null, isEmergency }),
      files: media.files,
      fetching: fetcher.underWay,
      fetchingBytes: fetcher.underWayBytes,
      freeBytes: this.#freeBytes,
      limitBytes: this.#facts.limitBytes,
    };
  }

  #run(step: Step, now: StepMoment): void {
    if (step.kind === 'set-volume') this.#volumePercent = step.percent;
    this.#parts.steps
      .run(step, now)
      .then(() => this.#noteDone(step))
      .catch((error: unknown) => this.#noteFailure(step, error));
  }

  // Space that was made is known at the next look, or that would drop another file for the same want.
  #noteDone({ kind }: Step): void {
    this.#failing.delete(kind);
    if (kind === 'drop-media') this.#measureSpace();
  }

  // A step that goes on failing is told once.
  #noteFailure(step: Step, error: unknown): void {
    if (this.#failing.has(step.kind)) return;
    this.#failing.add(step.kind);
    this.#facts.log.warn({ err: error, step: step.kind }, 'step failed');
  }

  #showProblems(facts: Facts, plan: Plan | null, { wall, mono, isClockKnown }: StepMoment): void {
    const { problems, media, fetcher } = this.#parts;
    const present = media.present;
    const soon = (plan?.occurrences ?? []).filter(({ startAt }) => startAt - wall <= MISSING_SOON_MS);
    const missing = [
      ...neededMedia(plan === null ? null : { ...plan, occurrences: soon }, wall).keys(),
    ].filter((sha256) => !present.has(sha256));
    problems.set('media-missing', missing.length > 0, wall, `${missing.length}`);
    problems.set('disk-full', fetcher.isDiskFull || lacksSpace(facts, plan, wall), wall);
    problems.set('media-flow-silent', isFlowSilent(facts, mono), wall);
    problems.set('clock-unknown', !isClockKnown, wall);
  }

  #measureSpaceSometimes(nowMono: number): void {
    if (nowMono - this.#measuredMono < SPACE_MS) return;
    this.#measuredMono = nowMono;
    this.#measureSpace();
  }

  #measureSpace(): void {
    this.#parts.media
      .freeBytes()
      .then((bytes) => (this.#freeBytes = bytes))
      .catch((error: unknown) => this.#facts.log.error({ err: error }, 'disk cannot be measured'));
  }
}

import type { Media, NewBroadcast, PriorityClass, Targets } from '@loa/protocol';
import { dayOf, momentOf, timeOfDay } from '../../words/dates.ts';
import { isNowhere } from '../targets/target-choice.ts';

/** What a person has filled in so far. */
export interface Draft {
  mediaId: string;
  /** Empty while the recording's own title is to be used. */
  title: string;
  class: PriorityClass;
  targets: Targets;
  /** `YYYY-MM-DD` and `HH:mm` in Viet Nam. */
  day: string;
  time: string;
}

const QUARTER_MS = 15 * 60_000;
/** A broadcast that begins sooner may find poles that have not fetched it yet. */
const LEAD_MS = 10 * 60_000;

/** A draft that begins at the next quarter of an hour which leaves the poles time to fetch it. */
export function firstDraft(now: number, targets: Targets, mediaId: string | null): Draft {
  const at = Math.ceil((now + LEAD_MS) / QUARTER_MS) * QUARTER_MS;
  return { mediaId: mediaId ?? '', title: '', class: 'normal', targets, day: dayOf(at), time: timeOfDay(at) };
}

/** The draft as a request, or undefined while something is missing. */
export function requestOf(draft: Draft, media: readonly Media[]): NewBroadcast | undefined {
  const startAt = momentOf(draft.day, draft.time);
  const recording = media.find(({ id }) => id === draft.mediaId);
  if (startAt === undefined || recording === undefined || isNowhere(draft.targets)) return undefined;
  const title = draft.title.trim() || recording.title;
  return { title, class: draft.class, targets: draft.targets, mediaId: recording.id, startAt };
}

/** Whether the filled-in time has passed. */
export function isPast(draft: Draft, now: number): boolean {
  const startAt = momentOf(draft.day, draft.time);
  return startAt !== undefined && startAt <= now;
}

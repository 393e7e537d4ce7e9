import type { Broadcast } from '@loa/protocol';
import { dayAfter, dayOf, startOfDay } from '../../words/dates.ts';

export interface BroadcastDay {
  /** `YYYY-MM-DD` in Viet Nam. */
  day: string;
  broadcasts: Broadcast[];
}

/** Broadcasts by the day on which they begin, in the order of time. */
export function byDay(broadcasts: readonly Broadcast[]): BroadcastDay[] {
  const sorted = [...broadcasts].sort(
    (a, b) => a.startAt - b.startAt || a.title.localeCompare(b.title, 'vi'),
  );
  const days = [...new Set(sorted.map(({ startAt }) => dayOf(startAt)))];
  return days.map((day) => ({ day, broadcasts: sorted.filter(({ startAt }) => dayOf(startAt) === day) }));
}

/** Those that sound now, emergency first. */
export function soundingNow(broadcasts: readonly Broadcast[]): Broadcast[] {
  const order: Record<Broadcast['class'], number> = { emergency: 0, priority: 1, normal: 2 };
  return broadcasts
    .filter(({ state }) => state === 'sounding')
    .sort((a, b) => order[a.class] - order[b.class] || a.startAt - b.startAt);
}

/** Those that are still to come, soonest first. */
export function comingNext(broadcasts: readonly Broadcast[], now: number): Broadcast[] {
  return broadcasts
    .filter(({ state, startAt }) => state === 'planned' && startAt > now)
    .sort((a, b) => a.startAt - b.startAt);
}

/** The week that `day` lies in, Monday first, as `[from, to)` in wall ms with its first and last day. */
export function weekOf(day: string): { from: number; to: number; firstDay: string; lastDay: string } {
  // Noon keeps clear of midnight in every zone; 1970-01-01 was a Thursday.
  const daysSinceMonday = (Math.floor((startOfDay(day) + 12 * 3_600_000) / 86_400_000) + 3) % 7;
  const firstDay = dayAfter(day, -daysSinceMonday);
  return {
    ...{ firstDay, lastDay: dayAfter(firstDay, 6) },
    ...{ from: startOfDay(firstDay), to: startOfDay(dayAfter(firstDay, 7)) },
  };
}

/** A stretch around now that changes only once a day, so that all screens share one list. */
export function aroundToday(now: number): { from: number; to: number } {
  const today = dayOf(now);
  return { from: startOfDay(dayAfter(today, -1)), to: startOfDay(dayAfter(today, 8)) };
}

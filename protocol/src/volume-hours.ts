import Type, { type Static } from 'typebox';

const MINUTES_A_DAY = 1440;
const MINUTE_MS = 60_000;
/** Viet Nam has kept UTC+7 without summer time since 1975; a station's hours are those of its wall clock. */
const ZONE_MINUTES = 420;

const Minute = Type.Integer({ minimum: 0, maximum: MINUTES_A_DAY - 1 });
const Percent = Type.Integer({ minimum: 0, maximum: 100 });

/** Another volume for some hours of every day. */
export const VolumeHour = Type.Object(
  {
    /** Minutes since midnight in Viet Nam; from the first on, until before the second. May go over midnight. */
    fromMinute: Minute,
    untilMinute: Minute,
    percent: Percent,
  },
  { additionalProperties: false },
);
export type VolumeHour = Static<typeof VolumeHour>;

/** At most one of them holds at any minute. */
export const VolumeHours = Type.Array(VolumeHour, { maxItems: 8 });
export type VolumeHours = Static<typeof VolumeHours>;

/** How loud a cluster is to be. */
export interface VolumeSettings {
  /** 0 to 100, whenever no other volume holds. */
  volumePercent: number;
  volumeHours?: VolumeHours;
}

/** What to look at. */
export interface VolumeMoment {
  /** Wall ms; null where the time is not known. */
  now: number | null;
  /** An emergency sounds, or is about to. */
  isEmergency: boolean;
}

/**
 * The volume of a moment, 0 to 100. Without a known time the normal volume holds. An emergency is never softer than the
 * normal volume: whoever turned the night down did not mean the flood.
 */
export function volumeAt({ volumePercent, volumeHours = [] }: VolumeSettings, moment: VolumeMoment): number {
  const { now, isEmergency } = moment;
  const hour = now === null ? undefined : volumeHours.find((each) => holdsAt(each, minuteOf(now)));
  const percent = hour?.percent ?? volumePercent;
  return isEmergency ? Math.max(volumePercent, percent) : percent;
}

/** What is wrong with a list of hours: one that is empty, or two that overlap; null when nothing is. */
export function faultOfHours(hours: VolumeHours): 'empty' | 'overlap' | null {
  if (hours.some(({ fromMinute, untilMinute }) => fromMinute === untilMinute)) return 'empty';
  const beginsInAnother = hours.some((each) =>
    hours.some((other) => other !== each && holdsAt(other, each.fromMinute)),
  );
  return beginsInAnother ? 'overlap' : null;
}

function holdsAt({ fromMinute, untilMinute }: VolumeHour, minute: number): boolean {
  const isOvernight = untilMinute < fromMinute;
  return isOvernight
    ? minute >= fromMinute || minute < untilMinute
    : minute >= fromMinute && minute < untilMinute;
}

function minuteOf(now: number): number {
  const minutes = Math.floor(now / MINUTE_MS) + ZONE_MINUTES;
  return ((minutes % MINUTES_A_DAY) + MINUTES_A_DAY) % MINUTES_A_DAY;
}

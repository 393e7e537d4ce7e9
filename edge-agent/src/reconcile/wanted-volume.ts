import { volumeAt, type VolumeMoment, type VolumeSettings } from '@loa/protocol';

/** How loud the pole is to be now. */
export interface WantedVolume {
  /** 0 to 100. */
  percent: number;
  /** It changes by the clock, in the middle of whatever sounds: slowly. */
  isGradual: boolean;
}

/** A change of the hour is recent for so long, ms. */
const RECENT_MS = 3000;

/** Null where nobody has ever set a volume. */
export function wantedVolume(settings: VolumeSettings | null, moment: VolumeMoment): WantedVolume | null {
  if (settings === null) return null;
  const percent = volumeAt(settings, moment);
  const { now, isEmergency } = moment;
  const isGradual =
    now !== null && !isEmergency && volumeAt(settings, { ...moment, now: now - RECENT_MS }) !== percent;
  return { percent, isGradual };
}
